/** What a lab step is: the contract between the steps, the runner and everything that lists or documents them. */
import type { z } from 'zod';
import type { StepCost } from './cost.js';
import type { Check, Evidence } from './events.js';
import type { Lab } from './lab.js';
import type { Names } from './names.js';
import type { Resource } from './resource.js';
import type { Takes } from './takes.js';

/** A step's id is also its subcommand. */
export type StepId =
  | 'create-table'
  | 'add-gsi'
  | 'seed'
  | 'query'
  | 'transact'
  | 'attach-stream'
  | 'build-api'
  | 'throttle'
  | 'monitor'
  | 'tune';

/** A call that a step may make, named as IAM names the action's service and the API names the operation. */
export type ApiCall = `${string}:${string}`;

/** The table of contents has one of these per step; it imports no AWS code, so that `--help` stays quick. */
export interface StepEntry {
  readonly id: StepId;
  readonly title: string;
  readonly summary: string;
  /** Steps whose checks must hold before this one can be built. */
  readonly requires: readonly StepId[];
  /** What it costs on AWS, before any free tier. Members of the input that are absent count as nothing. */
  cost(input: StepInput): StepCost;
  /** How long it usually takes on AWS, by the same input. */
  takes(input: StepInput): Takes;
  load(): Promise<AnyStep>;
}

/** Work that goes on at AWS after `build` returned, such as the building of an index. */
export interface Settling {
  readonly settling: true;
  /** What is awaited and why, for a person. */
  readonly reason: string;
  /** How long AWS usually takes, in words: "8 to 17 minutes on AWS". */
  readonly usually?: string;
  /** What a learner can do until then, as sentences. */
  readonly meanwhile?: string;
}

export type BuildResult = 'ready' | Settling;

export type StepInput = Record<string, string | number | boolean>;

export interface Step<I extends StepInput = StepInput> {
  /** A flat object schema; flags, prompts and their help derive from it. Every member has a default. */
  readonly input: z.ZodType<I>;
  /** Every call that build, inspect and demonstrate may make. A test holds it against the recorder. */
  readonly calls: readonly ApiCall[];
  /**
   * What this step builds and cleanup removes; [] where it builds nothing. `region`: names that are unique in an
   * account, across its regions, contain it.
   */
  resources(names: Names, region: string): readonly Resource[];
  /** Converges to what the step promises; safe to repeat at any point, also after a crash. */
  build?(lab: Lab, input: I): Promise<BuildResult>;
  /** Reads only. Fails before `build`, passes after it, fails after cleanup. */
  inspect?(lab: Lab): AsyncIterable<Check>;
  /** Proof by doing. May write probes of its own, and removes them. */
  demonstrate?(lab: Lab, input: I): AsyncIterable<Check | Evidence>;
}

// biome-ignore lint/suspicious/noExplicitAny: a step's input is its own business; the runner only passes on what its schema parsed.
export type AnyStep = Step<any>;

/** Declares a step with its input inferred, and hands it to the registry without it. */
export function defineStep<I extends StepInput>(step: Step<I>): AnyStep {
  return step;
}
