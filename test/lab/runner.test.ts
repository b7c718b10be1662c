import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compare } from '../../src/lab/check.js';
import type { LabEvent } from '../../src/lab/events.js';
import { type Decision, type RunOptions, runSteps } from '../../src/lab/runner.js';
import type { AnyStep, Step, StepEntry, StepId } from '../../src/lab/step.js';
import { Problem } from '../../src/problem.js';
import { offlineLab } from '../support/lab.js';

/** What the steps of these tests build: the ids of those that were built. */
type World = Set<string>;

/** A step that builds its id into the world and looks for it there. */
function stepOf(id: StepId, world: World, overrides: Partial<Step> = {}): AnyStep {
  const step: Step = {
    input: z.object({ count: z.int().min(0).default(3) }),
    calls: [],
    resources: () => [],
    async build() {
      world.add(id);
      return 'ready';
    },
    async *inspect() {
      yield compare({
        id: 'built',
        claim: `${id} is built`,
        expected: 'yes',
        actual: world.has(id) ? 'yes' : 'no',
        hint: 'Build it.',
      });
    },
    ...overrides,
  };
  return step;
}

function entryOf(id: StepId, step: AnyStep, requires: StepId[] = []): StepEntry {
  const cost = () => ({ perHour: [], once: [] });
  const takes = () => ({ from: 1, to: 2, because: '' });
  return { id, title: id, summary: id, requires, cost, takes, load: async () => step };
}

/** The lab's four steps with their requirements; `overrides` replaces parts of some. */
function entriesOf(world: World, overrides: Partial<Record<StepId, Partial<Step>>> = {}): StepEntry[] {
  const step = (id: StepId): AnyStep => stepOf(id, world, overrides[id]);
  return [
    entryOf('create-table', step('create-table')),
    entryOf('add-gsi', step('add-gsi'), ['create-table']),
    entryOf('seed', step('seed'), ['create-table']),
    entryOf('query', step('query'), ['add-gsi', 'seed']),
  ];
}

function storyOf(events: readonly LabEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.event === 'step') return [`${event.step} ${event.state}`];
    if (event.event === 'check') return [`${event.step} ${event.ok ? 'passed' : 'failed'}`];
    return [];
  });
}

function run(entries: StepEntry[], options: Partial<RunOptions> = {}): ReturnType<typeof runSteps> {
  return runSteps({ lab: offlineLab().lab, entries, selection: entries, ...options });
}

describe('runSteps', () => {
  it('builds and proves every step in order', async () => {
    const { lab, events } = offlineLab();
    const entries = entriesOf(new Set());

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome.result).toBe('done');
    expect(storyOf(events)).toEqual(
      ['create-table', 'add-gsi', 'seed', 'query'].flatMap((id) => [
        `${id} started`,
        `${id} passed`,
        `${id} done`,
      ]),
    );
  });

  it('stops at the first failed check', async () => {
    const { lab, events } = offlineLab();
    const entries = entriesOf(new Set(), { seed: { build: async () => 'ready' } });

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome).toMatchObject({
      result: 'failed',
      steps: [
        { id: 'create-table', state: 'done' },
        { id: 'add-gsi', state: 'done' },
        { id: 'seed', state: 'failed' },
      ],
    });
    expect(storyOf(events).slice(-3)).toEqual(['seed started', 'seed failed', 'seed failed']);
  });

  it('does not demonstrate what inspection has found wanting', async () => {
    let demonstrated = false;
    const entries = entriesOf(new Set(), {
      seed: {
        build: async () => 'ready',
        async *demonstrate() {
          demonstrated = true;
          yield { kind: 'text', title: 'proof', data: { text: 'it works' } };
        },
      },
    });

    await run(entries);

    expect(demonstrated).toBe(false);
  });

  it('names the steps to run first when a requirement is missing', async () => {
    const { lab, events } = offlineLab();
    const entries = entriesOf(new Set(['create-table']));

    const outcome = await runSteps({ lab, entries, selection: entries.slice(3) });

    expect(outcome.result).toBe('failed');
    expect(events).toContainEqual({
      event: 'error',
      step: 'query',
      message: 'query needs add-gsi, which is not done.',
      cause: 'add-gsi is built: expected yes, found no.',
      next: 'Run orders-lab add-gsi, then orders-lab seed.',
    });
  });

  it('tells what it reads of the requirements as belonging to the step that has them', async () => {
    const { lab, events } = offlineLab();
    const entries = entriesOf(new Set(['create-table']), {
      'create-table': {
        async *inspect(lab) {
          lab.progress({ title: 'Looking', elapsed: 0 });
          yield { id: 'there', claim: 'It is there', ok: true, expected: 'yes', actual: 'yes' };
        },
      },
    });

    await runSteps({ lab, entries, selection: entries.slice(1, 2) });

    expect(events).toContainEqual({ event: 'progress', step: 'add-gsi', title: 'Looking', elapsed: 0 });
  });

  it('goes on where the requirements stand, whoever has built them', async () => {
    const entries = entriesOf(new Set(['create-table', 'add-gsi', 'seed']));

    const outcome = await run(entries, { selection: entries.slice(3) });

    expect(outcome.result).toBe('done');
  });

  it('takes the input that was given, and defaults for the rest', async () => {
    const inputs: unknown[] = [];
    const build: Step['build'] = async (_lab, input) => {
      inputs.push(input);
      return 'ready';
    };
    const world = new Set(['create-table', 'seed']);
    const entries = entriesOf(world, { 'create-table': { build }, seed: { build } });

    await run(entries, { inputs: { seed: { count: 7 } } });

    expect(inputs).toEqual([{ count: 3 }, { count: 7 }]);
  });

  it('refuses bad input before anything is done', async () => {
    const world: World = new Set();
    const entries = entriesOf(world);

    const running = run(entries, { inputs: { query: { count: -1 } } });

    await expect(running).rejects.toMatchObject({ exitCode: 2, next: expect.stringContaining('--count') });
    expect(world).toEqual(new Set());
  });

  it('calls what it did not foresee a bug, after telling that the step failed', async () => {
    const { lab, events } = offlineLab();
    const entries = entriesOf(new Set(), {
      seed: { build: () => Promise.reject(new TypeError('undefined is not a function')) },
    });

    const running = runSteps({ lab, entries, selection: entries });

    await expect(running).rejects.toBeInstanceOf(TypeError);
    expect(storyOf(events).at(-1)).toBe('seed failed');
  });

  it('tells a Problem as an error and ends', async () => {
    const { lab, events } = offlineLab();
    const problem = new Problem('no', { because: 'so', next: 'do' });
    const entries = entriesOf(new Set(), { seed: { build: () => Promise.reject(problem) } });

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome).toMatchObject({ result: 'failed', problem });
    expect(events.at(-1)).toEqual({ event: 'error', step: 'seed', message: 'no', cause: 'so', next: 'do' });
  });
});

describe('asking', () => {
  function asking(answers: Partial<Record<StepId, Decision>>): NonNullable<RunOptions['ask']> {
    return async ({ entry }) => answers[entry.id] ?? 'run';
  }

  it('leaves out what the learner skips', async () => {
    const world: World = new Set();

    const outcome = await run(entriesOf(world).slice(0, 3), { ask: asking({ 'add-gsi': 'skip' }) });

    expect(outcome.steps).toContainEqual({ id: 'add-gsi', state: 'skipped' });
    expect(world).toEqual(new Set(['create-table', 'seed']));
  });

  it('stops where the learner quits', async () => {
    const world: World = new Set();

    const outcome = await run(entriesOf(world), { ask: asking({ seed: 'quit' }) });

    expect(outcome.result).toBe('quit');
    expect(world).toEqual(new Set(['create-table', 'add-gsi']));
  });

  it('tells position and count, and takes another input', async () => {
    const seen: unknown[] = [];
    const entries = entriesOf(new Set(), {
      seed: {
        build: async (_lab, input) => {
          seen.push(input);
          return 'ready';
        },
      },
    });

    await run(entries, {
      ask: async ({ entry, position, count }) => {
        seen.push(`${entry.id} ${position}/${count}`);
        return entry.id === 'seed' ? { run: { count: 9 } } : 'run';
      },
    });

    expect(seen).toEqual(['create-table 1/4', 'add-gsi 2/4', 'seed 3/4', { count: 9 }]);
  });
});

describe('settling', () => {
  /** Not ready before it has been built so many times. */
  function slow(world: World, builds: number): Partial<Step> {
    let built = 0;
    return {
      build: async () => {
        built += 1;
        if (built < builds) return { settling: true, reason: 'it is slow', usually: 'long' };
        world.add('add-gsi');
        return 'ready';
      },
    };
  }

  it('goes on meanwhile, and comes back before the first step that needs it', async () => {
    const world: World = new Set();
    const { lab, events } = offlineLab();
    const entries = entriesOf(world, { 'add-gsi': slow(world, 4) });

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome.result).toBe('done');
    expect(storyOf(events).slice(3)).toEqual([
      'add-gsi started',
      'add-gsi settling',
      'seed started',
      'seed passed',
      'seed done',
      'add-gsi passed',
      'add-gsi done',
      'query started',
      'query passed',
      'query done',
    ]);
    expect(events).toContainEqual({
      event: 'progress',
      step: 'add-gsi',
      title: 'Waiting for add-gsi',
      elapsed: 5_000,
      usually: 'long',
      reason: 'it is slow',
    });
  });

  it('does first what does not need it on AWS, where waiting takes time, and says so', async () => {
    const world: World = new Set();
    const { lab, events } = offlineLab({ kind: 'aws' });
    const throttle = entryOf('throttle', stepOf('throttle', world));
    const entries = [...entriesOf(world, { 'add-gsi': slow(world, 6) }), throttle];

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome.result).toBe('done');
    const done = storyOf(events).filter((line) => line.endsWith('done'));
    expect(done).toEqual(['create-table', 'seed', 'throttle', 'add-gsi', 'query'].map((id) => `${id} done`));
    expect(events.flatMap((event) => (event.event === 'note' ? event.text : []))).toEqual([
      'query needs add-gsi, which AWS is still at work on (usually long). throttle does not, and goes first.',
      expect.stringContaining('leave with Ctrl-C'),
    ]);
  });

  it('keeps the order on AWS where it is there by then', async () => {
    const world: World = new Set();
    const { lab, events } = offlineLab({ kind: 'aws' });
    const throttle = entryOf('throttle', stepOf('throttle', world));
    const entries = [...entriesOf(world, { 'add-gsi': slow(world, 2) }), throttle];

    await runSteps({ lab, entries, selection: entries });

    const done = storyOf(events).filter((line) => line.endsWith('done'));
    expect(done).toEqual(['create-table', 'seed', 'add-gsi', 'query', 'throttle'].map((id) => `${id} done`));
  });

  it('takes no step before one that it rests on', async () => {
    const world: World = new Set();
    const { lab, events } = offlineLab({ kind: 'aws' });
    const after = entryOf('tune', stepOf('tune', world), ['query']);
    const entries = [...entriesOf(world, { 'add-gsi': slow(world, 4) }), after];

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome.result).toBe('done');
    expect(storyOf(events).slice(-2)).toEqual(['tune passed', 'tune done']);
  });

  it('waits at the end when nothing has needed it', async () => {
    const world: World = new Set();
    const entries = entriesOf(world, { 'add-gsi': slow(world, 4) });

    const outcome = await run(entries, { selection: entries.slice(0, 2) });

    expect(outcome.steps).toContainEqual({ id: 'add-gsi', state: 'done' });
  });

  it('waits for what an earlier run has left settling', async () => {
    const world: World = new Set(['create-table', 'seed']);
    const step = slow(world, 3);
    const entries = entriesOf(world, {
      'add-gsi': {
        ...step,
        async *inspect() {
          yield compare({
            id: 'built',
            claim: 'it is built',
            expected: 'yes',
            actual: world.has('add-gsi') ? 'yes' : 'in the making',
            pending: true,
            hint: 'Wait.',
          });
        },
      },
    });

    const outcome = await run(entries, { selection: entries.slice(3) });

    expect(outcome.result).toBe('done');
    expect(world.has('add-gsi')).toBe(true);
  });

  it('gives up at last', async () => {
    const world: World = new Set();
    const entries = entriesOf(world, { 'add-gsi': slow(world, Number.POSITIVE_INFINITY) });

    const outcome = await run(entries);

    expect(outcome.problem?.message).toContain('it is slow');
    expect(outcome.steps).toContainEqual({ id: 'add-gsi', state: 'failed' });
  });
});

describe('Ctrl-C', () => {
  it('ends the run as interrupted while a step works', async () => {
    const { lab, interrupt } = offlineLab();
    const entries = entriesOf(new Set(), {
      seed: {
        build: async () => {
          interrupt();
          await lab.clock.sleep(1_000);
          return 'ready';
        },
      },
    });

    const outcome = await runSteps({ lab, entries, selection: entries });

    expect(outcome).toMatchObject({ result: 'interrupted' });
    expect(outcome.steps).toContainEqual({ id: 'seed', state: 'failed' });
  });

  it('ends the run as interrupted while the learner is asked', async () => {
    const { lab, interrupt } = offlineLab();
    const world: World = new Set();
    const entries = entriesOf(world);

    const outcome = await runSteps({
      lab,
      entries,
      selection: entries,
      ask: async () => {
        interrupt();
        return 'run';
      },
    });

    expect(outcome.result).toBe('interrupted');
    expect(world).toEqual(new Set());
  });
});
