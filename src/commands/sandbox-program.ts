/** The commands of the sandbox, and their flags. Nothing here loads what they need before they are called. */
import type { Command } from 'commander';
import { FlagsFor } from './global-flags.js';
import type { PolicyFlags } from './sandbox-policy.js';
import { addCommand, type Dispatch } from './subcommand.js';

export function addSandboxCommands(program: Command, dispatch: Dispatch): void {
  program.commandsGroup('The sandbox:');
  const sandbox = program
    .command('sandbox')
    .description('The embedded AWS: start | stop | status | env | hazards | policy | advance | reset')
    .usage('<command> [flags]');
  const load = () => import('./sandbox.js');
  addCommand(sandbox, 'start', FlagsFor.sandbox)
    .description('Start it (the first command that needs it does so by itself)')
    .option('--port <number>', 'listen on this port of 127.0.0.1 (default: 4600, or the next free one)')
    .option('--foreground', 'stay in this terminal until Ctrl-C')
    .option('--hazards <names>', 'be as awkward as AWS: realistic (all of it), none, or names with commas')
    .action((options: { port?: string; foreground?: true; hazards?: string }) =>
      dispatch('sandbox start', FlagsFor.sandbox, async (invocation) =>
        (await load()).start(invocation, options),
      ),
    );
  addCommand(sandbox, 'stop', FlagsFor.sandbox)
    .description('Stop it; what it holds stays on disk')
    .action(() =>
      dispatch('sandbox stop', FlagsFor.sandbox, async (invocation) => (await load()).stop(invocation)),
    );
  addCommand(sandbox, 'status', FlagsFor.sandbox)
    .description('Whether it runs, and where')
    .action(() =>
      dispatch('sandbox status', FlagsFor.sandbox, async (invocation) => (await load()).status(invocation)),
    );
  addCommand(sandbox, 'env', FlagsFor.sandbox)
    .description('Shell lines that point the AWS CLI and SDKs at it')
    .action(() =>
      dispatch('sandbox env', FlagsFor.sandbox, async (invocation) =>
        (await import('./sandbox-env.js')).environment(invocation),
      ),
    );
  addCommand(sandbox, 'hazards', FlagsFor.sandbox)
    .description('In what it can be as awkward as AWS, and what of it is on')
    .action(() =>
      dispatch('sandbox hazards', FlagsFor.sandbox, async (invocation) =>
        (await import('./sandbox-hazards.js')).hazards(invocation),
      ),
    );
  addCommand(sandbox, 'policy', FlagsFor.sandbox)
    .description('Hold your own keys against an IAM policy, as AWS would; without a file, show it')
    .argument('[file]', 'a policy document in JSON; - for standard input')
    .usage('[file] [flags]')
    .option('--used', 'what was asked for since it was set: actions, resources, allowed or refused')
    .option('--none', 'lift it: your keys may do everything again')
    .action((file: string | undefined, options: PolicyFlags) =>
      dispatch('sandbox policy', FlagsFor.sandbox, async (invocation) =>
        (await import('./sandbox-policy.js')).policy(invocation, file, options),
      ),
    );
  addCommand(sandbox, 'advance', FlagsFor.sandbox)
    .description('Move its time on: 90s, 15m, 1h30m, 2d; what falls due meanwhile happens')
    .argument('<span>', 'how far')
    .usage('<span> [flags]')
    .action((span: string) =>
      dispatch('sandbox advance', FlagsFor.sandbox, async (invocation) =>
        (await import('./sandbox-advance.js')).advance(invocation, span),
      ),
    );
  addCommand(sandbox, 'reset', FlagsFor.sandboxReset)
    .description('Stop it and delete everything it holds')
    .action(() =>
      dispatch('sandbox reset', FlagsFor.sandboxReset, async (invocation) =>
        (await load()).reset(invocation),
      ),
    );
}
