/** `export`: the lab's API, for other tools. */
import { writeFile } from 'node:fs/promises';
import { APIGatewayClient, GetExportCommand } from '@aws-sdk/client-api-gateway';
import type { Lab } from '../lab/lab.js';
import { shortened } from '../lab/shortened.js';
import { ExitCode, Problem } from '../problem.js';
import { indentedJson } from '../ui/json-text.js';
import type { Invocation } from './invocation.js';
import { looking } from './looking.js';
import { ownApi } from './own-api.js';
import { postmanCollection } from './postman-collection.js';

export interface ExportFlags {
  /** A file; absent: standard output. */
  readonly output?: string;
}

/** What can be exported, by what it is called on the command line. */
const FORMATS = { openapi: openApi, postman } as const satisfies Readonly<
  Record<string, (lab: Lab) => Promise<string>>
>;

export type ExportFormat = keyof typeof FORMATS;

/**
 * Prints it, or writes it into a file.
 * @throws {Problem} where there is no API, and for a file that cannot be written.
 */
export async function exportApi(
  invocation: Invocation,
  format: ExportFormat,
  { output }: ExportFlags,
): Promise<ExitCode> {
  const text = await looking(invocation, FORMATS[format]);
  if (output === undefined || output === '-') {
    process.stdout.write(`${text}\n`);
    return ExitCode.Ok;
  }
  await write(output, text);
  if (invocation.flags.json) process.stdout.write(`${JSON.stringify({ v: 1, format, output })}\n`);
  else invocation.screen.print(`Written to ${output}`);
  return ExitCode.Ok;
}

/** OpenAPI 3.0.1, as API Gateway itself exports what is deployed. */
async function openApi(lab: Lab): Promise<string> {
  const { id, stage } = await ownApi(lab);
  const { body = new Uint8Array() } = await lab.client(APIGatewayClient).send(
    new GetExportCommand({
      restApiId: id,
      stageName: stage,
      exportType: 'oas30',
      accepts: 'application/json',
    }),
  );
  const text = Buffer.from(body).toString('utf8');
  return indentedJson(text) ?? text;
}

async function postman(lab: Lab): Promise<string> {
  const { url } = await ownApi(lab);
  return JSON.stringify(postmanCollection(lab.names.restApi, url), undefined, 2);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, `${text}\n`);
  } catch (error) {
    throw Problem.usage(
      `The file ${JSON.stringify(shortened(file))} cannot be written.`,
      'Give --output another name, or leave it out to print.',
      error instanceof Error ? error.message : undefined,
    );
  }
}
