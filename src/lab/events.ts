/**
 * Everything the lab has to say, as data. Steps, resources and the runner never print: they emit these, and
 * a renderer (terminal, NDJSON) shows them. The shapes marked "contract" are printed by `--json`, one per
 * line; each line also has `v` (1), `time` (ISO 8601, real time) and `run` (a UUID), added by the renderer.
 */
import type { StepId } from './step.js';

/** `cleanup` is no step but speaks like one. */
export type Section = StepId | 'cleanup';

export type StepState = 'started' | 'done' | 'settling' | 'skipped' | 'failed';

/** Contract. */
export interface StepEvent {
  readonly event: 'step';
  readonly step: Section;
  readonly state: StepState;
  /** Real milliseconds since the step started; 0 with `started` and `skipped`. */
  readonly ms: number;
}

/** Contract: one call to AWS, after its last attempt. */
export interface CallEvent {
  readonly event: 'call';
  readonly step?: Section;
  readonly service: string;
  readonly operation: string;
  readonly ms: number;
  readonly attempts: number;
  /** The error's name, when the call failed. */
  readonly error?: string;
}

/** Contract: a claim held against what AWS says. */
export interface CheckEvent extends Check {
  readonly event: 'check';
  readonly step: Section;
}

/** Contract: something to look at: rows, a comparison, a log excerpt. */
export type EvidenceEvent = Evidence & {
  readonly event: 'evidence';
  readonly step: Section;
};

/** Contract: something failed. `next` says what to do. */
export interface ErrorEvent {
  readonly event: 'error';
  readonly step?: Section;
  readonly message: string;
  readonly cause?: string;
  readonly next: string;
}

/** Contract: always the last line. */
export interface SummaryEvent {
  readonly event: 'summary';
  readonly ok: boolean;
  readonly steps: readonly { readonly id: Section; readonly state: Exclude<StepState, 'started'> }[];
  readonly calls: number;
  /** Attempts beyond the first, over all calls. */
  readonly retries: number;
  readonly ms: number;
  /** What exists now and is ours. */
  readonly remaining: readonly Remaining[];
  /** True where the service could not be asked what exists: `remaining` is then empty and says nothing. */
  readonly remainingUnknown?: true;
}

/** For people only: a call has begun (the terminal shows it live). */
export interface CallStartedEvent {
  readonly event: 'call-started';
  readonly step?: Section;
  readonly service: string;
  readonly operation: string;
}

/** For people only: work that takes a while. */
export interface ProgressEvent extends Progress {
  readonly event: 'progress';
  readonly step?: Section;
}

/** For people only: a line of explanation, such as what cleanup did with one resource. */
export interface NoteEvent {
  readonly event: 'note';
  readonly step?: Section;
  readonly tone: 'info' | 'success' | 'warning';
  readonly text: string;
}

export type LabEvent =
  | StepEvent
  | CallEvent
  | CheckEvent
  | EvidenceEvent
  | ErrorEvent
  | SummaryEvent
  | CallStartedEvent
  | ProgressEvent
  | NoteEvent;

export type EmitEvent = (event: LabEvent) => void;

/** One claim, proved or not. A check is passed (`ok`), pending (`!ok && pending`) or failed. */
export interface Check {
  /** Stable within its step, kebab-case: `stream-view-type`. */
  readonly id: string;
  /** The claim, as a sentence a learner understands. */
  readonly claim: string;
  readonly ok: boolean;
  /** True while the thing claimed is still on its way (an index being built). */
  readonly pending?: boolean;
  readonly expected: string;
  readonly actual: string;
  /** When not ok: the likely cause and the next move. */
  readonly hint?: string;
}

/** What a demonstration shows. `data` is plain JSON. */
export type Evidence =
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly data: {
        readonly columns: readonly string[];
        readonly rows: readonly (readonly (string | number)[])[];
        /** A line under the table. */
        readonly caption?: string;
        /** Values that a terminal has no room for go on below, since all of them matter. Otherwise they are cut. */
        readonly wrapped?: boolean;
      };
    }
  | { readonly kind: 'chart'; readonly title: string; readonly data: ChartData }
  | { readonly kind: 'text'; readonly title: string; readonly data: { readonly text: string } }
  /** Lines for a POSIX shell, each to be pasted as it stands: never broken, whatever the width. */
  | {
      readonly kind: 'commands';
      readonly title: string;
      readonly data: { readonly commands: readonly string[] };
    };

/** Values over time. */
export interface ChartData {
  /** What each point is called, in order: `04:12`, `12 s`. */
  readonly points: readonly string[];
  /** Of all values: `units per second`. */
  readonly unit: string;
  readonly series: readonly Series[];
  /** A line under the chart. */
  readonly caption?: string;
}

export interface Series {
  readonly name: string;
  /** Bars stand upon each other, in the order of the series; lines are drawn over them. */
  readonly draw: 'bar' | 'line';
  /** One for each point, none of them below 0; null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface Progress {
  readonly title: string;
  /** Units done and in all, when they can be counted; `total` absent: a wait with no known end. */
  readonly done?: number;
  readonly total?: number;
  readonly unit?: string;
  /** Milliseconds waited or worked so far, on the lab's clock. */
  readonly elapsed: number;
  /** Milliseconds that it will still take, where that is known better than from how it went so far. */
  readonly left?: number;
  /** How long it usually takes: "8 to 17 minutes on AWS". */
  readonly usually?: string;
  /** Why it takes time, or what is awaited. */
  readonly reason?: string;
  /** How it went so far, latest last: drawn small beside the words, where there is a live line. */
  readonly trend?: readonly number[];
}

export interface Remaining {
  /** The kind of resource: `dynamodb-table`, `scalable-target`. */
  readonly kind: string;
  readonly name: string;
  readonly arn?: string;
  /** US dollars that it costs on AWS for every hour, before any free tier. Absent: nothing, or it is not known. */
  readonly dollarsPerHour?: number;
  /** Why it is still there after a cleanup, or why nobody could look whether it is. */
  readonly because?: string;
}
