/**
 * A step's settings: its input schema as flags, prompts and messages. The schema itself validates; this file
 * only turns text into values and the schema's refusals into sentences.
 */
import { Option } from 'commander';
import { z } from 'zod';
import { shortened } from '../lab/shortened.js';
import type { AnyStep, StepInput } from '../lab/step.js';
import { Problem } from '../problem.js';

export type SettingValue = string | number | boolean;

export interface Setting {
  /** The member of the input: `pageSize`. */
  readonly key: string;
  /** `--page-size` */
  readonly flag: string;
  /** `page size` */
  readonly label: string;
  readonly description: string;
  readonly standard: SettingValue;
  readonly kind: 'integer' | 'number' | 'boolean' | 'text';
  readonly minimum?: number;
  readonly maximum?: number;
  /** Characters of a text. */
  readonly shortest?: number;
  readonly longest?: number;
  /** The only values allowed, where there are few. */
  readonly choices?: readonly string[];
}

/** Settings as typed: by the input's member, absent ones undefined. */
export type GivenSettings = Readonly<Record<string, string | boolean | undefined>>;

/** What we use of a member's JSON Schema. */
const Member = z.object({
  type: z.enum(['integer', 'number', 'boolean', 'string']),
  description: z.string().default(''),
  default: z.union([z.string(), z.number(), z.boolean()]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  enum: z.array(z.string()).optional(),
});

const Input = z.object({ properties: z.record(z.string(), Member).default({}) });

export function settingsOf(step: AnyStep): Setting[] {
  const { properties } = Input.parse(z.toJSONSchema(step.input));
  return Object.entries(properties).map(([key, member]) => ({
    key,
    flag: `--${separated(key, '-')}`,
    label: separated(key, ' '),
    description: member.description,
    standard: member.default,
    kind: member.type === 'string' ? 'text' : member.type,
    ...(member.minimum === undefined ? {} : { minimum: member.minimum }),
    ...(member.maximum === undefined ? {} : { maximum: member.maximum }),
    ...(member.minLength === undefined ? {} : { shortest: member.minLength }),
    ...(member.maxLength === undefined ? {} : { longest: member.maxLength }),
    ...(member.enum === undefined ? {} : { choices: member.enum }),
  }));
}

function separated(key: string, separator: string): string {
  return key.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());
}

/** The command-line option of a setting. Its default is the schema's business: an absent flag stays absent. */
export function optionOf(setting: Setting): Option {
  const { flag, kind, description, standard } = setting;
  if (kind === 'boolean') {
    const written = standard === true ? flag.replace(/^--/, '--no-') : flag;
    return new Option(written, description).default(undefined, String(standard));
  }
  const argument = kind === 'text' ? (setting.choices?.join('|') ?? 'text') : 'number';
  return new Option(`${flag} <${argument}>`, `${description} (default: ${standard})`);
}

/** What a value must be: `a whole number from 0 to 1000000`. */
export function requirement(setting: Setting): string {
  const { kind, minimum, maximum, choices } = setting;
  if (choices !== undefined) return `one of ${choices.join(', ')}`;
  if (kind === 'boolean') return 'yes or no';
  if (kind === 'text') return textRequirement(setting);
  const what = kind === 'integer' ? 'a whole number' : 'a number';
  // zod names JavaScript's own limit where a schema sets none.
  const upTo = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const from = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (from !== undefined && upTo !== undefined) return `${what} from ${from} to ${upTo}`;
  if (from !== undefined) return `${what} of at least ${from}`;
  if (upTo !== undefined) return `${what} of at most ${upTo}`;
  return what;
}

function textRequirement({ shortest = 0, longest }: Setting): string {
  if (longest === undefined) return shortest === 0 ? 'a text' : `a text of at least ${characters(shortest)}`;
  return shortest === 0
    ? `a text of at most ${characters(longest)}`
    : `a text of ${shortest} to ${characters(longest)}`;
}

function characters(count: number): string {
  return `${count} ${count === 1 ? 'character' : 'characters'}`;
}

/** How numbers are written. A whole one is all digits, as a port is: no 1e3, no 1.0. */
const NOTATIONS = {
  integer: /^[+-]?\d+$/,
  number: /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i,
} as const;

/** Text from a flag or a prompt as the value that the schema judges; what is no number stays text. */
export function readValue({ kind }: Setting, text: string): SettingValue {
  if (kind === 'boolean' || kind === 'text') return text;
  const trimmed = text.trim();
  return NOTATIONS[kind].test(trimmed) ? Number(trimmed) : text;
}

/**
 * The step's input, from what was given (text by text) and the schema's defaults.
 * @throws {Problem} (usage) for the first value that the schema refuses.
 */
export function inputFromText(step: AnyStep, given: GivenSettings): StepInput {
  const settings = settingsOf(step);
  const values = Object.fromEntries(
    settings.flatMap((setting) => {
      const value = given[setting.key];
      if (value === undefined) return [];
      return [[setting.key, typeof value === 'string' ? readValue(setting, value) : value]];
    }),
  );
  const parsed = step.input.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const setting = settings.find(({ key }) => key === issue?.path[0]);
  if (issue === undefined || setting === undefined) throw parsed.error;
  const problem = complaint(setting, issue.code, issue.message);
  throw Problem.usage(
    `${setting.flag} ${problem}, not ${typed(given[setting.key])}.`,
    `Give for example ${setting.flag} ${setting.standard}`,
  );
}

/** What is wrong with one value, for a prompt; undefined when nothing is. */
export function refusal(step: AnyStep, setting: Setting, text: string): string | undefined {
  const parsed = step.input.safeParse({ [setting.key]: readValue(setting, text) });
  const issue = parsed.error?.issues.find(({ path }) => path[0] === setting.key);
  return issue === undefined ? undefined : `It ${complaint(setting, issue.code, issue.message)}.`;
}

/** A rule of the schema's own making brings its own words; the usual ones follow from the requirement. */
function complaint(setting: Setting, code: string, message: string): string {
  return code === 'custom' ? message : `must be ${requirement(setting)}`;
}

function typed(value: string | boolean | undefined): string {
  return value === '' ? '""' : shortened(String(value));
}
