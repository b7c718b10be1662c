import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callControl } from '../../src/sandbox/control-client.js';
import { openCredentials } from '../../src/sandbox/credentials.js';
import { createFaults } from '../../src/sandbox/faults.js';
import { createFront } from '../../src/sandbox/http/front.js';
import { openLearnerPolicy } from '../../src/sandbox/learner-policy.js';
import { openMetrics } from '../../src/sandbox/metrics/open-metrics.js';
import { createDispatcher } from '../../src/sandbox/protocol/dispatcher.js';
import { startServer } from '../../src/sandbox/server.js';
import { openStore } from '../../src/sandbox/store/open-store.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

describe('a server', () => {
  it('answers the SDK, signed, in any region', async () => {
    for (const region of ['us-east-1', 'eu-central-1']) {
      const sts = sandbox.client(STSClient, { region });
      const identity = await sts.send(new GetCallerIdentityCommand());
      expect(identity).toMatchObject({
        Account: '111122223333',
        Arn: 'arn:aws:iam::111122223333:user/learner',
        UserId: expect.stringMatching(/^AIDA/),
      });
    }
    expect(sandbox.log).toEqual([]);
  });

  it('answers wrong keys as AWS does', async () => {
    const { accessKeyId, secretAccessKey } = sandbox.connection;
    const wrongSecret = sandbox.client(DynamoDBClient, {
      credentials: { accessKeyId, secretAccessKey: 'other' },
    });
    const wrongKey = sandbox.client(DynamoDBClient, {
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
    });
    await expect(wrongSecret.send(new ListTablesCommand())).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(wrongKey.send(new ListTablesCommand())).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it('lets a request in hand finish when it is stopped', async () => {
    // Prepare
    const { clock } = sandbox.server;
    const due = clock.now() + 60_000;
    let finish = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      clock.onTimer('slow', () => {
        resolve();
        return new Promise<void>((done) => {
          finish = done;
        });
      });
    });
    clock.setTimer('slow', 'only', due);
    // Act
    const answer = callControl(sandbox.connection, 'advance', { to: due });
    await started;
    const stopped = Promise.all([sandbox.server.stop(), sandbox.server.stop()]);
    finish();
    // Assess
    expect(Number((await answer).now)).toBeGreaterThanOrEqual(due);
    await stopped;
    await expect(callControl(sandbox.connection, 'now')).rejects.toThrow('does not answer');
  });

  it('refuses the store of another version, and says what to do', async () => {
    // Prepare
    await sandbox.server.stop();
    const store = openStore(`${sandbox.folder}/store`);
    store.collection<number>('store').put('version', 99);
    await store.close();
    // Act
    const starting = startServer({ folder: sandbox.folder, port: 0, version: '0.0.0-test' });
    // Assess
    await expect(starting).rejects.toMatchObject({
      because: expect.stringContaining('99'),
      next: expect.stringContaining('sandbox reset'),
    });
  });
});

describe('a fault of ours', () => {
  it('is logged with its stack and answered without', async () => {
    // Prepare
    const log: string[] = [];
    const { store, clock, hazards, endpoint } = sandbox.server;
    const credentials = openCredentials(store);
    const front = createFront({
      verify: () => {
        throw new TypeError('secret inner workings');
      },
      control: async () => ({ status: 200, headers: {}, body: '' }),
      dispatcher: createDispatcher(
        {
          store,
          clock,
          hazards,
          credentials,
          learnerPolicy: openLearnerPolicy(store),
          metrics: openMetrics({ store, clock, hazards }),
          endpoint,
          folder: sandbox.folder,
          log: (line) => log.push(line),
        },
        createFaults(),
      ),
      account: '111122223333',
      log: (line) => log.push(line),
    });
    // Act
    const answer = await front({
      method: 'POST',
      rawPath: '/',
      rawQuery: '',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      rawHeaders: ['X-Amz-Target', 'DynamoDB_20120810.ListTables'],
      body: Buffer.from('{}'),
    });
    // Assess
    expect(answer.status).toBe(500);
    expect(String(answer.body)).toContain('InternalServerError');
    expect(String(answer.body)).not.toContain('inner workings');
    expect(log.join('\n')).toMatch(/TypeError: secret inner workings\n\s+at /);
  });
});
