/** Shows a run to a person. */
import type {
  CallEvent,
  CallStartedEvent,
  CheckEvent,
  ErrorEvent,
  EvidenceEvent,
  LabEvent,
  NoteEvent,
  ProgressEvent,
  Section,
  StepEvent,
} from '../lab/events.js';
import { CallList } from './call-list.js';
import { chartLines } from './chart.js';
import { checkLines } from './check-line.js';
import { hang, hangIndented } from './layout.js';
import { progressLine, progressLines } from './progress.js';
import type { Renderer } from './renderer.js';
import { liveText, liveWidth, type Screen, SPINNER_COLUMNS } from './screen.js';
import { type CheckCount, returnHeader, type StepLabel, stepClosing, stepHeader } from './step-view.js';
import { type SummaryHints, summaryLines } from './summary-view.js';
import { tableLines } from './table.js';

export interface TerminalRendererOptions {
  readonly screen: Screen;
  readonly steps: readonly StepLabel[];
  readonly hints: SummaryHints;
  /** Shows an error apart from the rest, on stderr. */
  readonly printError: (event: ErrorEvent) => void;
}

/** Where nothing is live, a long wait says so this often (milliseconds, on the clock of the progress). */
const SAY_EVERY = 30_000;

export class TerminalRenderer implements Renderer {
  readonly #screen: Screen;
  readonly #steps: ReadonlyMap<Section, StepLabel>;
  readonly #hints: SummaryHints;
  readonly #printError: (event: ErrorEvent) => void;
  readonly #calls: CallList;
  readonly #introduced = new Set<Section>();
  readonly #checks = new Map<Section, CheckCount>();
  /** The step under whose header we are. */
  #section: Section | undefined;
  /** What was last said about work that takes a while, as long as that is what goes on. */
  #waiting: ProgressEvent | undefined;

  constructor({ screen, steps, hints, printError }: TerminalRendererOptions) {
    this.#screen = screen;
    this.#steps = new Map(steps.map((step) => [step.id, step]));
    this.#hints = hints;
    this.#printError = printError;
    this.#calls = new CallList(screen);
  }

  /** The header and a text about the step, before it starts. It is not shown again when it does. */
  introduce(section: Section, lines: readonly string[]): void {
    this.#calls.flush();
    const label = this.#steps.get(section);
    if (label === undefined || this.#introduced.has(section)) return;
    this.#introduced.add(section);
    this.#section = section;
    this.#screen.print(...stepHeader(label, this.#screen.width(), this.#screen.theme), ...lines);
  }

  readonly event = (event: LabEvent): void => {
    if (event.event !== 'step' && 'step' in event && event.step !== undefined) this.#comeBack(event.step);
    switch (event.event) {
      case 'call-started':
        this.#callStarted(event);
        break;
      case 'call':
        // What belongs to no step (who are we, what is there) is no part of the lesson.
        if (event.step !== undefined) this.#calls.ended(event);
        break;
      case 'progress':
        this.#progress(event);
        break;
      default:
        this.#calls.flush();
        this.#waiting = undefined;
        this.#finished(event);
    }
  };

  close(): void {
    this.#calls.flush();
  }

  /** What comes between the calls. */
  #finished(event: Exclude<LabEvent, CallStartedEvent | CallEvent | ProgressEvent>): void {
    switch (event.event) {
      case 'step':
        this.#step(event);
        break;
      case 'check':
        this.#check(event);
        break;
      case 'evidence':
        this.#evidence(event);
        break;
      case 'note':
        this.#note(event);
        break;
      case 'error':
        this.#printError(event);
        break;
      case 'summary':
        this.#print(...summaryLines(event, this.#checksInAll(), this.#hints, this.#width, this.#theme));
        break;
    }
  }

  /** While something is waited for, the polling does not take the line of what is said about it. */
  #callStarted(event: CallStartedEvent): void {
    if (event.step === undefined) {
      this.#screen.status(liveText(this.#screen, `Asking ${event.service}`));
    } else if (!this.#screen.live || this.#waiting === undefined || !this.#calls.knows(event)) {
      if (this.#screen.live) this.#waiting = undefined;
      this.#calls.started(event);
    }
  }

  /** A step that was left to settle is taken up again, under the header of another one. */
  #comeBack(section: Section): void {
    const label = this.#steps.get(section);
    if (label === undefined || section === this.#section || !this.#introduced.has(section)) return;
    this.#calls.flush();
    this.#section = section;
    this.#print(...returnHeader(label, this.#width, this.#theme), '');
  }

  #step(event: StepEvent): void {
    const label = this.#steps.get(event.step);
    if (label === undefined) return;
    if (event.state === 'started') {
      this.introduce(event.step, ['', ...hang(this.#theme.prose(label.summary), this.#width).split('\n')]);
      this.#checks.set(event.step, { passed: 0, pending: 0, failed: 0 });
      this.#print('');
      return;
    }
    const closing = stepClosing(event, this.#countOf(event.step), this.#theme);
    if (closing !== undefined) this.#print(closing);
  }

  #check(event: CheckEvent): void {
    const counted = this.#countOf(event.step);
    counted[event.ok ? 'passed' : event.pending === true ? 'pending' : 'failed'] += 1;
    this.#print(...checkLines(event, this.#width, this.#theme));
  }

  #evidence(event: EvidenceEvent): void {
    const { bold, dim, prose } = this.#theme;
    const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
    const width = this.#width - 2;
    const title = hang(bold(prose(event.title)), width).split('\n');
    if (event.kind === 'text') {
      this.#print(
        '',
        ...indented([
          ...title,
          ...event.data.text.split('\n').flatMap((line) => hangIndented(line, width).split('\n')),
        ]),
        '',
      );
      return;
    }
    if (event.kind === 'commands') {
      // The terminal itself goes on below: what is pasted from it is one line.
      this.#print('', ...indented([...title, ...event.data.commands]), '');
      return;
    }
    const { caption } = event.data;
    const below = caption === undefined ? [] : hang(dim(prose(caption)), width).split('\n');
    const drawing =
      event.kind === 'chart'
        ? chartLines(event.data, width, this.#theme)
        : tableLines(event.data, width, this.#theme);
    this.#print('', ...indented([...title, ...drawing, ...below]), '');
  }

  #note({ tone, text }: NoteEvent): void {
    const { symbols, success, warning, dim, prose } = this.#theme;
    const mark = { info: dim(symbols.separator), success: success(symbols.pass), warning: warning('!') }[
      tone
    ];
    this.#print(...hang(prose(text), this.#width, `  ${mark} `).split('\n'));
  }

  #progress(event: ProgressEvent): void {
    if (this.#screen.live) {
      this.#waiting = event;
      const lines = progressLines(event, liveWidth(this.#screen), SPINNER_COLUMNS, this.#theme);
      this.#screen.status(lines.join('\n'));
      return;
    }
    const counted = event.total !== undefined;
    const finished = counted && event.done === event.total;
    const before = this.#waiting?.title === event.title ? this.#waiting.elapsed : undefined;
    // A wait is told when it begins; work that can be counted, once it turns out to be long.
    const due = before === undefined && !counted ? true : event.elapsed - (before ?? 0) >= SAY_EVERY;
    if (!due && !finished) return;
    this.#calls.flush();
    this.#waiting = event;
    // A log has room for the whole of it.
    const room = counted ? this.#width - 2 : Number.POSITIVE_INFINITY;
    this.#print(...hang(progressLine(event, room, this.#theme), this.#width, '  ').split('\n'));
  }

  #countOf(section: Section): CheckCount {
    const counted = this.#checks.get(section) ?? { passed: 0, pending: 0, failed: 0 };
    this.#checks.set(section, counted);
    return counted;
  }

  #checksInAll(): CheckCount {
    const all = { passed: 0, pending: 0, failed: 0 };
    for (const { passed, pending, failed } of this.#checks.values()) {
      all.passed += passed;
      all.pending += pending;
      all.failed += failed;
    }
    return all;
  }

  #print(...lines: readonly string[]): void {
    this.#screen.print(...lines);
  }

  get #width(): number {
    return this.#screen.width();
  }

  get #theme(): Screen['theme'] {
    return this.#screen.theme;
  }
}
