/** How the learner gets new credentials, which depends on where these come from. */
import { type Profiles, profilesBehind } from '../aws/profiles.js';
import { shellQuoted } from '../lab/shell-command.js';

/** What to do when the credentials in use have expired, as the beginning of a sentence. */
export function renewalOf(profiles: Profiles, environment: NodeJS.ProcessEnv, named: boolean): string {
  // Without a profile that is named, the SDK looks at the environment first.
  if (!named && environment.AWS_ACCESS_KEY_ID) {
    return 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new credentials';
  }
  for (const name of [...profilesBehind(profiles)].reverse()) {
    const profile = profiles.all[name] ?? {};
    if (profile.sso_session !== undefined || profile.sso_start_url !== undefined) {
      return `Run: aws sso login --profile ${shellQuoted(name)}`;
    }
    if (profile.login_session !== undefined) return `Run: aws login --profile ${shellQuoted(name)}`;
    if (profile.credential_process !== undefined) {
      return `Sign in where the credential_process of the profile ${name} gets its credentials`;
    }
    if (profile.aws_access_key_id !== undefined) {
      return `Put new credentials into the profile ${name}`;
    }
  }
  return 'Sign in again (aws sso login, or renew the session)';
}
