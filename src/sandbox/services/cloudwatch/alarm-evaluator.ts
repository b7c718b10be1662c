/**
 * Evaluates every alarm once a virtual minute, in the order of their names: a timer, so that a day that is advanced
 * brings the states of a day. While the sandbox is stopped nothing is evaluated, and nothing is made up for.
 * AWS: "Alarm evaluation" in the Amazon CloudWatch User Guide.
 */
import { AwsError } from '../../errors.js';
import type { Host } from '../../service.js';
import { noteActions, signalPolicies } from './alarm-actions.js';
import { type EvaluatedAlarm, evaluatedAlarm } from './alarm-criteria.js';
import { evaluate, evaluationRange, type Verdict } from './alarm-evaluation.js';
import type { AlarmHistory } from './alarm-history.js';
import { type AlarmPeriod, readPeriods } from './alarm-periods.js';
import { reasonDataOf, reasonOf } from './alarm-reason.js';
import type { AlarmRecord, AlarmState, Alarms } from './alarms.js';

const TIMER = 'cloudwatch.evaluation';
const EVERY = 'minute';
const MINUTE = 60_000; /* ms */
const SECOND = 1000; /* ms */
/** Into the minute, when whatever publishes at its beginning has done so. */
const EVALUATED_AT = SECOND;

type NewState = Pick<AlarmState, 'value' | 'reason' | 'reasonData' | 'evaluation'>;

export class AlarmEvaluator {
  readonly #host: Host;
  readonly #alarms: Alarms;
  readonly #history: AlarmHistory;

  constructor(host: Host, alarms: Alarms, history: AlarmHistory) {
    this.#host = host;
    this.#alarms = alarms;
    this.#history = history;
    host.clock.onTimer(TIMER, () => this.#everyMinute());
    if (alarms.everywhere().length > 0) this.watch();
  }

  /** There is an alarm: it is evaluated from the next minute on. */
  watch(): void {
    const { clock } = this.#host;
    if (!clock.hasTimer(TIMER, EVERY)) clock.setTimer(TIMER, EVERY, nextEvaluation(clock.now()));
  }

  /** A state that somebody has given to an alarm, with what follows from it. */
  async setState(alarm: AlarmRecord, state: NewState): Promise<void> {
    const changed = this.#host.store.write(() => this.#changeState(alarm, state));
    if (changed.state.value !== alarm.state.value) await signalPolicies(this.#host, changed);
  }

  /** Its states and the next timer are one transaction; policies are told again every minute. */
  async #everyMinute(): Promise<void> {
    const { clock, store } = this.#host;
    const now = clock.now();
    const signalling = store.write(() => {
      const evaluated = this.#alarms.everywhere().map((alarm) => this.#evaluate(alarm, now));
      if (evaluated.length > 0) clock.setTimer(TIMER, EVERY, nextEvaluation(now));
      return evaluated.filter(({ alarm, before }) => alarm.state.value === 'ALARM' || alarm.state !== before);
    });
    for (const { alarm } of signalling) await signalPolicies(this.#host, alarm);
  }

  #evaluate(alarm: AlarmRecord, now: number): { readonly alarm: AlarmRecord; readonly before: AlarmState } {
    const before = alarm.state;
    const state = this.#stateOf(alarm, now);
    if (state === undefined || (state.value === before.value && state.evaluation === before.evaluation)) {
      return { alarm, before };
    }
    return { alarm: this.#changeState(alarm, state), before };
  }

  /** What the data says; undefined where the alarm remains as it is. */
  #stateOf(alarm: AlarmRecord, now: number): NewState | undefined {
    const criteria = evaluatedAlarm(alarm.definition);
    if (criteria === undefined) return undefined;
    try {
      return this.#judge(alarm, criteria, now);
    } catch (error) {
      // A formula that meets what it cannot work with.
      if (!(error instanceof AwsError)) throw error;
      return { value: 'INSUFFICIENT_DATA', reason: error.message, evaluation: 'EVALUATION_ERROR' };
    }
  }

  #judge(alarm: AlarmRecord, criteria: EvaluatedAlarm, now: number): NewState | undefined {
    const read = (count: number): AlarmPeriod[] =>
      readPeriods(this.#host.metrics, alarm, alarm.definition, {
        end: Math.floor(now / MINUTE) * MINUTE,
        period: criteria.period * SECOND,
        count,
      });
    if (alarm.state.value === 'OK' && needsEveryDatapoint(criteria)) {
      const [newest] = read(1);
      // One datapoint within the threshold is enough to remain OK, whatever the others are.
      if (newest?.point !== undefined && !criteria.isBreaching(newest.point.value)) return undefined;
    }
    const periods = read(evaluationRange(criteria.evaluationPeriods));
    const verdict = evaluate(
      periods.map(({ point }) => point),
      criteria,
    );
    if (verdict === undefined || isSettled(alarm.state, verdict)) return undefined;
    return newState(verdict, periods, criteria, now);
  }

  #changeState(alarm: AlarmRecord, state: NewState): AlarmRecord {
    const changed = this.#alarms.setState(alarm, state, this.#host.clock.now());
    if (changed.state.value !== alarm.state.value) noteActions(this.#history, changed);
    return changed;
  }
}

function needsEveryDatapoint({
  evaluationPeriods,
  datapointsToAlarm,
  leastSamples,
}: EvaluatedAlarm): boolean {
  return evaluationPeriods > 1 && datapointsToAlarm === evaluationPeriods && leastSamples === undefined;
}

/** Whether an alarm is in that state already, and was evaluated without trouble. */
function isSettled({ value, evaluation }: AlarmState, verdict: Verdict): boolean {
  return value === verdict.value && evaluation === undefined;
}

function newState(
  verdict: Verdict,
  periods: readonly AlarmPeriod[],
  criteria: EvaluatedAlarm,
  now: number,
): NewState {
  const newest = periods.slice(0, criteria.evaluationPeriods);
  return {
    value: verdict.value,
    reason: reasonOf(verdict, criteria),
    reasonData: reasonDataOf(verdict, newest, criteria, now),
  };
}

function nextEvaluation(now: number): number {
  const ofThisMinute = Math.floor(now / MINUTE) * MINUTE + EVALUATED_AT;
  return ofThisMinute > now ? ofThisMinute : ofThisMinute + MINUTE;
}
