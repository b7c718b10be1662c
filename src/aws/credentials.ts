/** The SDK's own chain of credentials, asked once for all clients of a lab, and its reasons where it finds none. */
import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { Problem } from '../problem.js';
import { CredentialsUnavailable } from './access-errors.js';
import { AbortableHandler, addressOf } from './clients.js';
import { isConnectionFailure } from './connection-errors.js';
import { isServiceError } from './errors.js';

export interface CredentialChainOptions {
  readonly region: string;
  /** Where roles are assumed and SSO is asked, too: nothing leaves for AWS while calls go elsewhere. */
  readonly endpoint?: string;
  readonly profile?: string;
  readonly signal: AbortSignal;
  /** May throw, before anything is signed with these. */
  inspect(credentials: AwsCredentialIdentity): void;
}

/** How the SDK marks, in what it logs, the reason of a provider. */
const REASON = /^@smithy\/property-provider (?:->|\(!\)) (.*)$/s;
/** What providers say that were not asked for; it explains nothing. */
const NOT_ASKED_FOR =
  /^(AWS_PROFILE is set|Skipping SSO provider|Web identity configuration not specified|EC2 Instance Metadata Service access disabled|AWS_EC2_METADATA_V1_DISABLED not set|Could not load credentials from any providers|Profile \S+ (could not be found|did not contain credential_process))/;

/**
 * A provider for all clients: environment, profile (keys, roles, SSO, processes), web identity, container, machine,
 * in the SDK's order. Expiring credentials are renewed where the SDK can renew them.
 * @throws {CredentialsUnavailable} when there are none; what STS or the network answers, as it is.
 */
export function credentialChain(options: CredentialChainOptions): AwsCredentialIdentityProvider {
  const { region, endpoint, profile, signal, inspect } = options;
  const reasons = new Set<string>();
  // Without a logger of ours the SDK would write its warnings to the learner's terminal.
  const logger = {
    debug(line: unknown) {
      const reason = REASON.exec(String(line))?.[1];
      if (reason !== undefined) reasons.add(reason);
    },
    info() {},
    warn() {},
    error() {},
  };
  const clientConfig = {
    ...addressOf(endpoint),
    requestHandler: new AbortableHandler(signal),
  };
  const named = profile === undefined ? {} : { profile };
  const { credentialDefaultProvider } = new STSClient({ region }).config;
  const chain: AwsCredentialIdentityProvider = credentialDefaultProvider({
    ...named,
    logger,
    clientConfig,
    parentClientConfig: { region, ...named },
    roleAssumer: getDefaultRoleAssumer({ ...clientConfig, region }),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity({ ...clientConfig, region }),
  });
  return async (properties) => {
    try {
      const credentials = await chain(properties);
      reasons.clear();
      inspect(credentials);
      return credentials;
    } catch (error) {
      throw reasoned(error, reasons, signal);
    }
  };
}

/** The SDK tells only of the last place where it has looked, and throws what a file or a process throws as it is. */
function reasoned(error: unknown, reasons: ReadonlySet<string>, signal: AbortSignal): unknown {
  if (!(error instanceof Error) || signal.aborted) return error;
  if (isServiceError(error) || isConnectionFailure(error) || error instanceof Problem) return error;
  const telling = [...reasons].filter((reason) => !NOT_ASKED_FOR.test(reason));
  const message = telling.length === 0 ? error.message : telling.join(' ');
  return new CredentialsUnavailable(message, { cause: error });
}
