/** Calls DynamoDB by operation name and JSON: requests that no SDK would send. */
import type { TestSandbox } from '../../../support/sandbox.js';
import { sign } from '../../../support/signing.js';

export interface WireAnswer {
  readonly status: number;
  readonly body: { readonly __type?: string; readonly message?: string; readonly Message?: string };
}

/** `input` is sent as JSON, a string as it is. */
export async function call(sandbox: TestSandbox, operation: string, input: unknown): Promise<WireAnswer> {
  const { port } = sandbox.connection;
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const { headers } = await sign(
    {
      method: 'POST',
      path: '/',
      query: {},
      headers: {
        host: `127.0.0.1:${port}`,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body,
    },
    sandbox.connection,
  );
  const { host: _host, ...sent } = headers;
  const answer = await fetch(sandbox.server.endpoint, {
    method: 'POST',
    headers: Object.entries(sent).map(([name, value]): [string, string] => [name, String(value)]),
    body,
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** The error that DynamoDB answers: its name without a namespace, and its text. */
export async function refusal(
  sandbox: TestSandbox,
  operation: string,
  input: unknown,
): Promise<string | undefined> {
  const { status, body } = await call(sandbox, operation, input);
  if (status === 200) return undefined;
  const name = body.__type?.replace(/^.*#/, '');
  return `${name}: ${body.message ?? body.Message ?? ''}`;
}
