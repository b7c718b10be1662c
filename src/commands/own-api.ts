/** The lab's own API, for the commands that use it. */
import type { Lab } from '../lab/lab.js';
import { Problem } from '../problem.js';
import { servedUrl } from '../resources/api-url.js';
import { ownRestApis, theRestApi } from '../resources/read-rest-api.js';
import { API_STAGE } from '../steps/build-api/specs.js';

export interface OwnApi {
  readonly id: string;
  readonly stage: string;
  /** The stage's address, without a slash at its end. */
  readonly url: string;
}

/** @throws {Problem} where there is none. */
export async function ownApi(lab: Lab): Promise<OwnApi> {
  const api = await theRestApi(lab, await ownRestApis(lab), API_STAGE);
  if (api !== undefined) {
    return { id: api.id, stage: API_STAGE, url: await servedUrl(lab, api.id, API_STAGE) };
  }
  throw new Problem(`There is no API ${lab.names.restApi}.`, {
    because: 'No REST API here has that name and the tags of this lab.',
    next: `Run ${lab.commandLine('build-api')} first.`,
  });
}
