/** What the step has built, held against what it should be, setting by setting. Reads only. */
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { ownRestApis, theRestApi } from '../../resources/read-rest-api.js';
import { inspectFunction } from '../functions/inspect-function.js';
import { inspectRetention } from '../functions/inspect-log-group.js';
import { inspectOwnership } from '../functions/inspect-ownership.js';
import { inspectRole, type Purpose } from '../functions/inspect-role.js';
import { inspectApi } from './inspect-api.js';
import { inspectPermissions } from './inspect-permissions.js';
import { inspectRoutes } from './inspect-routes.js';
import { inspectStage } from './inspect-stage.js';
import {
  API_STAGE,
  apiFunction,
  apiLogGroup,
  apiResources,
  apiRole,
  apiRolePath,
  FUNCTION,
} from './specs.js';

const STEP = 'build-api';

/** What each statement of the role is for, and what is seen when it is missing. */
const PURPOSES: Readonly<Record<string, Purpose>> = {
  UseTable: {
    id: 'may-use-table',
    claim: 'It may read and write orders in this table, and do nothing else with it',
    without: 'Without it the API answers 500.',
  },
  QueryIndex: {
    id: 'may-query-index',
    claim: 'It may query CustomerIndex, whose ARN is not covered by that of its table',
    without: 'Without it orders are found by their id, and not by their customer.',
  },
  WriteLog: {
    id: 'may-write-log',
    claim: 'It may write into its own log group, and not create one',
    without: 'Without it the function runs, and nobody sees what it says.',
  },
};

export async function* inspectRestApi(lab: Lab): AsyncGenerator<Check> {
  const { names, target } = lab;
  const { check, isForeign } = await inspectOwnership(
    lab,
    'Log group, role, function and REST API',
    apiResources(names, target.region),
    STEP,
  );
  yield check;
  if (isForeign) return;
  yield await inspectRetention(lab, apiLogGroup(names), STEP);
  yield* inspectRole(lab, { spec: apiRole(lab), purposes: PURPOSES, step: STEP });
  const spec = apiFunction(names, apiRolePath(lab));
  yield* inspectFunction(lab, { spec, code: FUNCTION, unit: 'a request', step: STEP });
  const apis = await ownRestApis(lab);
  const api = await theRestApi(lab, apis, API_STAGE);
  yield* inspectApi(lab, api, apis.length);
  yield* inspectRoutes(lab, api?.id);
  yield* inspectPermissions(lab, api?.id);
  yield* inspectStage(lab, api?.id);
}
