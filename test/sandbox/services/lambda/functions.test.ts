import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { zipOf } from '../../functions/running.js';
import { createTestFunction, createTestRole, invokeFunction } from './functions.js';

const ANSWERS = (text: string): string => `export const handler = async () => ${JSON.stringify(text)};`;
const ARN = 'arn:aws:lambda:us-east-1:111122223333:function';

let sandbox: TestSandbox;
let client: LambdaClient;
let role: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(LambdaClient);
  role = await createTestRole(sandbox, 'test-role', []);
});
afterAll(() => sandbox.close());

function newFunction(overrides: Partial<CreateFunctionCommandInput>): CreateFunctionCommand {
  return new CreateFunctionCommand({
    FunctionName: 'refused',
    Role: role,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: zipOf(ANSWERS('x')) },
    ...overrides,
  });
}

const invalid = (message: string | RegExp) => ({
  name: 'InvalidParameterValueException',
  message: typeof message === 'string' ? message : expect.stringMatching(message),
  $metadata: { httpStatusCode: 400 },
});

describe('CreateFunction', () => {
  it('makes a function that is Pending, then Active', async () => {
    const created = await client.send(newFunction({ FunctionName: 'made', Tags: { a: 'b' } }));
    expect(created).toMatchObject({
      FunctionArn: `${ARN}:made`,
      State: 'Pending',
      StateReasonCode: 'Creating',
      Version: '$LATEST',
      Timeout: 3,
      MemorySize: 128,
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
    });

    await sandbox.advance(1000);

    const { Configuration, Tags } = await client.send(new GetFunctionCommand({ FunctionName: 'made' }));
    expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    expect(Tags).toEqual({ a: 'b' });
  });

  it('refuses a name that is taken', async () => {
    await expect(client.send(newFunction({ FunctionName: 'made' }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: made',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it.each<[string, Partial<CreateFunctionCommandInput>, object]>([
    [
      'a role that is not there',
      { Role: 'arn:aws:iam::111122223333:role/none' },
      invalid('The role defined for the function cannot be assumed by Lambda.'),
    ],
    ['no code', { Code: {} }, invalid('Please provide a source for function code.')],
    [
      'what is no zip',
      { Code: { ZipFile: Buffer.from('no zip') } },
      invalid('Could not unzip uploaded file. Please check your file, then try to upload again.'),
    ],
    [
      'an empty package',
      { Code: { ZipFile: new Uint8Array() } },
      invalid('Uploaded file must be a non-empty zip'),
    ],
    ['code in S3', { Code: { S3Bucket: 'b', S3Key: 'k' } }, invalid(/no S3/)],
    ['an image', { PackageType: 'Image', Code: { ImageUri: 'i' } }, invalid(/no container images/)],
    ['layers', { Layers: [`${ARN}:layer:x:1`] }, invalid(/no layers/)],
    ['a VPC', { VpcConfig: { SubnetIds: ['subnet-1'] } }, invalid(/no VPCs/)],
    [
      'no runtime',
      { Runtime: undefined },
      invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.'),
    ],
    [
      'an unknown runtime',
      { Runtime: 'nodejs99.x' as 'nodejs24.x' },
      invalid(
        /^Value 'nodejs99\.x' at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[nodejs24\.x, /,
      ),
    ],
    ['another language', { Runtime: 'python3.13' }, invalid(/Node\.js only, not python3\.13/)],
    [
      'reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x', OK: 'y' } } },
      invalid(/Reserved keys used in this request: AWS_REGION$/),
    ],
    [
      'variables above 4 KB',
      { Environment: { Variables: { LONG: 'x'.repeat(4096) } } },
      invalid(/exceeded the 4KB limit\. String measured: \{"LONG":"x/),
    ],
    [
      'a level of text logs',
      { LoggingConfig: { LogFormat: 'Text', ApplicationLogLevel: 'INFO' } },
      invalid(/not available for Text log format/),
    ],
    ['tags of AWS', { Tags: { 'aws:x': 'y' } }, invalid(/reserved for system use/)],
    [
      'little memory',
      { MemorySize: 64 },
      {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
      },
    ],
    [
      'a long time',
      { Timeout: 901 },
      {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      },
    ],
    [
      'a long name',
      { FunctionName: 'x'.repeat(65) },
      { name: 'ValidationException', message: expect.stringContaining('less than or equal to 64') },
    ],
  ])('refuses %s', async (_what, overrides, expected) => {
    await expect(client.send(newFunction(overrides))).rejects.toMatchObject(expected);
  });

  it('takes what tools say to ask for nothing', async () => {
    const created = await client.send(
      newFunction({
        FunctionName: 'empty',
        VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
        Layers: [],
        DeadLetterConfig: { TargetArn: '' },
        SnapStart: { ApplyOn: 'None' },
      }),
    );

    expect(created.FunctionName).toBe('empty');
  });
});

describe('an update', () => {
  it('takes effect when it is through, and is refused while another one is under way', async () => {
    // Prepare
    await createTestFunction(sandbox, ANSWERS('old'), { FunctionName: 'changing', Role: role });
    const before = await invokeFunction(sandbox, 'changing');
    // Act
    const update = new UpdateFunctionCodeCommand({
      FunctionName: 'changing',
      ZipFile: zipOf(ANSWERS('new')),
    });
    const updated = await client.send(update);
    const again = client.send(update);
    // Assess
    expect(updated).toMatchObject({ LastUpdateStatus: 'InProgress', State: 'Active' });
    await expect(again).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:changing`,
    });
    await sandbox.advance(1000);
    const after = await invokeFunction(sandbox, 'changing');
    expect([before.payload, after.payload]).toEqual(['old', 'new']);
  });

  it('of the configuration leaves the rest as it is', async () => {
    await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'changing',
        Timeout: 7,
        Environment: { Variables: { STAGE: 'dev' } },
      }),
    );
    await sandbox.advance(1000);

    const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: `${ARN}:changing` }));

    expect(found).toMatchObject({
      Timeout: 7,
      MemorySize: 256,
      Environment: { Variables: { STAGE: 'dev' } },
    });
  });

  it('tells what a package would be, and keeps nothing of it, on a dry run', async () => {
    const ZipFile = zipOf(ANSWERS('dry'));
    const dry = await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'changing', ZipFile, DryRun: true }),
    );

    const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'changing' }));

    expect(dry.CodeSize).toBe(ZipFile.length);
    expect(found.CodeSha256).not.toBe(dry.CodeSha256);
    expect(found.LastUpdateStatus).toBe('Successful');
  });

  it('of something else than the caller has seen is refused', async () => {
    const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'changing', RevisionId: 'old' });

    await expect(client.send(update)).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    });
  });
});

describe('versions', () => {
  it('keep what was, until they are deleted', async () => {
    // Prepare
    await createTestFunction(sandbox, ANSWERS('one'), { FunctionName: 'versioned', Role: role });
    const publish = (): Promise<{ Version?: string | undefined }> =>
      client.send(new PublishVersionCommand({ FunctionName: 'versioned' }));
    const first = await publish();
    const unchanged = await publish();
    // Act
    await client.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'versioned',
        ZipFile: zipOf(ANSWERS('two')),
        Publish: true,
      }),
    );
    await sandbox.advance(1000);
    const [old, current] = [
      await invokeFunction(sandbox, 'versioned:1'),
      await invokeFunction(sandbox, 'versioned', {}, { Qualifier: '2' }),
    ];
    // Assess
    expect([first.Version, unchanged.Version]).toEqual(['1', '1']);
    expect([old.payload, old.version, current.payload, current.version]).toEqual(['one', '1', 'two', '2']);
    const list = new ListVersionsByFunctionCommand({ FunctionName: 'versioned' });
    expect((await client.send(list)).Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
    await client.send(new DeleteFunctionCommand({ FunctionName: 'versioned', Qualifier: '1' }));
    expect((await client.send(list)).Versions).toHaveLength(2);
    await expect(invokeFunction(sandbox, 'versioned:1')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}:versioned:1`,
    });
  });
});

describe('functions', () => {
  it('are listed by pages', async () => {
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(
        new ListFunctionsCommand({ MaxItems: 2, ...(Marker === undefined ? {} : { Marker }) }),
      );
      names.push(...(page.Functions ?? []).map(({ FunctionName }) => FunctionName));
      Marker = page.NextMarker;
    } while (Marker !== undefined);

    expect(names).toEqual(['changing', 'empty', 'made', 'versioned']);
  });

  it('are tagged and untagged', async () => {
    const Resource = `${ARN}:made`;
    await client.send(new TagResourceCommand({ Resource, Tags: { c: 'd' } }));
    await client.send(new UntagResourceCommand({ Resource, TagKeys: ['a'] }));

    expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ c: 'd' });
  });

  it('reserve concurrency out of what the account has', async () => {
    const reserve = (ReservedConcurrentExecutions: number) =>
      client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'made', ReservedConcurrentExecutions }));

    await reserve(0);

    await expect(invokeFunction(sandbox, 'made')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    await expect(reserve(901)).rejects.toMatchObject(invalid(/below its minimum value of \[100\]\.$/));
    await reserve(5);
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 995 });
  });

  it('outlast a restart of the sandbox with their code', async () => {
    await sandbox.restart();

    expect((await invokeFunction(sandbox, 'changing')).payload).toBe('new');
  });

  it('are gone when they are deleted', async () => {
    await client.send(new DeleteFunctionCommand({ FunctionName: 'made' }));

    await expect(client.send(new GetFunctionCommand({ FunctionName: 'made' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}:made`,
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('the hazard slow-functions', () => {
  it('keeps a function Pending, its update in progress and its end in sight for seconds', async () => {
    // Prepare
    sandbox.server.hazards.set(['slow-functions']);
    const FunctionName = 'slow';
    const found = () => client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    // Act
    await client.send(newFunction({ FunctionName }));
    await sandbox.advance(3000);
    // Assess
    expect((await found()).State).toBe('Pending');
    const pending = {
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    };
    await expect(invokeFunction(sandbox, FunctionName)).rejects.toMatchObject(pending);
    const update = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5 });
    await expect(client.send(update)).rejects.toMatchObject(pending);
    await sandbox.advance(3000);
    await client.send(update);
    await sandbox.advance(3000);
    expect((await found()).LastUpdateStatus).toBe('InProgress');
    await sandbox.advance(2000);
    expect((await found()).LastUpdateStatus).toBe('Successful');
    await client.send(new DeleteFunctionCommand({ FunctionName }));
    await sandbox.advance(1000);
    expect((await found()).FunctionName).toBe(FunctionName);
    await sandbox.advance(3000);
    await expect(found()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
