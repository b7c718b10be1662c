/** Every command and flag. Nothing here loads what a command needs before it is called. */
import { Command, Option } from 'commander';
import type { StepEntry } from '../lab/step.js';
import { STEPS } from '../steps/index.js';
import type { CallFlags } from './call.js';
import type { ExportFlags, ExportFormat } from './export.js';
import { addGlobalFlags, FlagsFor } from './global-flags.js';
import type { LogsFlags } from './logs.js';
import type { RunFlags } from './run.js';
import { addSandboxCommands } from './sandbox-program.js';
import type { GivenSettings } from './settings.js';
import { addCommand, type Dispatch, meaningfulFlags } from './subcommand.js';
import { packageVersion } from './version.js';

const EXAMPLES = `
Start here:
  $ orders-lab run                          the whole lab in the sandbox, free and offline
  $ orders-lab run --aws --profile me       the same on your AWS account
  $ orders-lab create-table                 one step alone
  $ eval "$(orders-lab sandbox env)"        point the AWS CLI and SDKs of this shell at the sandbox`;

const EXPORTS: readonly { readonly format: ExportFormat; readonly description: string }[] = [
  { format: 'openapi', description: 'What is deployed, as OpenAPI 3.0.1' },
  { format: 'postman', description: 'A collection that proves the API when Postman, or newman, runs it' },
];

/** `run`'s own flags, and those of the steps. */
type RunOptions = RunFlags & GivenSettings;

export function buildProgram(dispatch: Dispatch): Command {
  const program = new Command('orders-lab')
    .description('Build a serverless order system on DynamoDB, step by step, each step proven.')
    .usage('<command> [flags]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'Print help about a command')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: meaningfulFlags,
      subcommandTerm: (command) => command.name(),
    })
    .addHelpText('after', EXAMPLES);
  addGlobalFlags(program);
  const settable = new Map<Command, readonly StepEntry[]>();
  addLabCommands(program, dispatch, settable);
  addStepCommands(program, dispatch, settable);
  addSandboxCommands(program, dispatch);
  program.hook('preSubcommand', (_, command) => addSettings(command, settable.get(command) ?? []));
  return program;
}

/** The steps' own flags. Only added once they are called for: they come from schemas, which have to be loaded. */
async function addSettings(command: Command, entries: readonly StepEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const { optionOf, settingsOf } = await import('./settings.js');
  for (const entry of entries) {
    const added = new Set(command.options.map(({ long }) => long));
    for (const setting of settingsOf(await entry.load())) {
      if (!added.has(setting.flag)) command.addOption(optionOf(setting));
    }
  }
}

type Settable = Map<Command, readonly StepEntry[]>;

function addLabCommands(program: Command, dispatch: Dispatch, settable: Settable): void {
  program.commandsGroup('The lab:');
  const run = addCommand(program, 'run', FlagsFor.work)
    .description('Walk through all steps, then clean up')
    .option('--from <step>', 'begin with this step')
    .option('--to <step>', 'end with this step, without cleanup')
    .option('--keep', 'no cleanup at the end')
    .action(({ from, to, keep, ...given }: RunOptions) =>
      dispatch('run', FlagsFor.work, async (invocation) =>
        (await import('./run.js')).run(invocation, { from, to, keep }, given),
      ),
    );
  settable.set(run, STEPS);
  addCommand(program, 'status', FlagsFor.look)
    .description('What is built, proven and still there, read from the service')
    .action(() =>
      dispatch('status', FlagsFor.look, async (invocation) =>
        (await import('./status.js')).status(invocation),
      ),
    );
  addCommand(program, 'doctor', FlagsFor.look)
    .description(
      'What stands in the way of the lab on this machine and in this account, and what to do about it',
    )
    .addOption(
      new Option('--class', 'instead: every lab of this account, whoever owns it').conflicts('policy'),
    )
    .option('--policy', 'instead: print the IAM policy that the lab needs, as JSON')
    .action(({ policy, class: everybody }: { policy?: true; class?: true }) =>
      dispatch('doctor', FlagsFor.look, async (invocation) => {
        if (policy) return (await import('./doctor-policy.js')).printPolicy(invocation);
        if (everybody) return (await import('./doctor-class.js')).showClass(invocation);
        return (await import('./doctor.js')).doctor(invocation);
      }),
    );
  addCommand(program, 'logs', FlagsFor.look)
    .description('What a function has logged; with --follow, what it logs from now on')
    .option('--follow', 'go on until Ctrl-C')
    .option('--function <name>', 'which function (default: stream-processor)')
    .option('--since <span>', 'how far back: 90s, 15m, 2h, 1d (default: 10m)')
    .option('--filter-pattern <pattern>', "only what matches CloudWatch's pattern")
    .action((options: LogsFlags) =>
      dispatch('logs', FlagsFor.look, async (invocation) =>
        (await import('./logs.js')).logs(invocation, options),
      ),
    );
  addApiCommands(program, dispatch);
  addCommand(program, 'cleanup', FlagsFor.work)
    .description('Remove everything that this lab built')
    .option('--all', 'remove all labs of yours in this account and region, whatever their prefix')
    .action(({ all }: { all?: true }) =>
      dispatch('cleanup', FlagsFor.work, async (invocation) =>
        all
          ? (await import('./cleanup-all.js')).cleanupAll(invocation)
          : (await import('./cleanup.js')).cleanup(invocation),
      ),
    );
}

/** The lab's REST API. */
function addApiCommands(program: Command, dispatch: Dispatch): void {
  addCommand(program, 'call', FlagsFor.look)
    .description('Send a request to the REST API and show all of the answer')
    .argument('<method>', 'GET, POST, PUT, DELETE')
    .argument('<path>', "below the stage: '/orders?customer_id=cust123'")
    .usage('<method> <path> [flags]')
    .option('--data <body>', 'the body: as it is, from a file (@order.json), or from standard input (-)')
    .option('--header <header>', 'a header, such as \'If-Match: "1"\'; may be given several times', collect)
    .action((method: string, path: string, options: CallFlags) =>
      dispatch('call', FlagsFor.look, async (invocation) =>
        (await import('./call.js')).call(invocation, method, path, options),
      ),
    );
  const exported = program
    .command('export')
    .description('The REST API for other tools: openapi | postman')
    .usage('<format> [flags]');
  for (const { format, description } of EXPORTS) {
    addCommand(exported, format, FlagsFor.look)
      .description(description)
      .option('--output <file>', 'write it into this file (default: standard output)')
      .action((options: ExportFlags) =>
        dispatch(`export ${format}`, FlagsFor.look, async (invocation) =>
          (await import('./export.js')).exportApi(invocation, format, options),
        ),
      );
  }
}

/** For a flag that may be given several times. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function addStepCommands(program: Command, dispatch: Dispatch, settable: Settable): void {
  program.commandsGroup('One step alone:');
  for (const entry of STEPS) {
    const command = addCommand(program, entry.id, FlagsFor.work).description(entry.summary);
    settable.set(command, [entry]);
    command.action((given: GivenSettings) =>
      dispatch(entry.id, FlagsFor.work, async (invocation) =>
        (await import('./step.js')).runStep(invocation, entry, given),
      ),
    );
  }
}
