/** A laptop whose clock is minutes off: what the lab compares with AWS's times comes out right all the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctedClock, realClock } from '../../src/aws/clock.js';
import { openLab } from '../../src/lab/create-lab.js';
import type { Target } from '../../src/lab/lab.js';
import { namesFor } from '../../src/lab/names.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';
import { runOnly, runTo } from '../support/steps.js';

/** Milliseconds that the laptop is ahead of AWS. */
const AHEAD = 7 * 60_000;

describe('on opening', () => {
  const identity =
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
    '<Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDA</UserId><Account>111122223333</Account>' +
    '</GetCallerIdentityResult></GetCallerIdentityResponse>';
  let sts: ScriptedServer;
  beforeAll(async () => {
    sts = await startScriptedServer(() => ({ status: 200, body: identity, date: Date.now() }));
  });
  afterAll(() => sts.close());

  function open(kind: Target['kind']): ReturnType<typeof openLab> {
    return openLab({
      target: { kind, region: 'us-east-1', endpoint: sts.endpoint },
      names: namesFor(''),
      clock: correctedClock(realClock, AHEAD),
      signal: new AbortController().signal,
      access: { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' } },
      emit: () => {},
    });
  }

  it("measures how far AWS's clock is behind, and tells the time by AWS's", async () => {
    const lab = await open('aws');

    expect(Math.abs(lab.clockSkew + AHEAD)).toBeLessThan(5_000);
    expect(Math.abs(lab.clock.now() - Date.now())).toBeLessThan(5_000);
    lab.close();
  });

  it("leaves the sandbox's time alone, which is none of the machine's", async () => {
    const lab = await open('sandbox');

    expect(lab.clockSkew).toBe(0);
    expect(lab.clock.now() - Date.now()).toBeGreaterThan(AHEAD - 5_000);
    lab.close();
  });
});

describe('tune', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    await runTo((await openTestLab(sandbox)).lab, 'seed');
  });
  afterAll(() => sandbox.close());

  it.each([
    ['finds what auto scaling did upon its load', -AHEAD, []],
    ['would not, if it went by the clock of the laptop', 0, ['by-our-policy']],
  ])('%s', async (_, clockSkew, failures) => {
    const { lab, events } = await openTestLab(sandbox, {
      watched: (clock) => correctedClock(clock, AHEAD),
      clockSkew,
    });

    await runOnly(lab, 'tune');

    const checks = events.flatMap((event) => (event.event === 'check' ? [event] : []));
    expect(checks.map(({ id }) => id)).toContain('by-our-policy');
    expect(checks.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual(failures);
    // Until it has gone in with what the next load begins with.
    await sandbox.advance(60 * 60_000);
  });
});
