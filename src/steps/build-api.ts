/** Step 4 of the source lab: "Build a REST API with API Gateway". */
import { z } from 'zod';
import { defineStep } from '../lab/step.js';
import { ensureExecutionRole } from '../resources/execution-role.js';
import { readFunctionCode } from '../resources/function-code.js';
import { ensurePermissions } from '../resources/function-permission.js';
import { ensureFunction } from '../resources/lambda-function.js';
import { ensureLogGroup } from '../resources/log-group.js';
import { ensureRestApi } from '../resources/rest-api.js';
import { ensureStage } from '../resources/rest-api-stage.js';
import { CALLS } from './build-api/calls.js';
import { demonstrateApi } from './build-api/demonstration.js';
import { inspectRestApi } from './build-api/inspection.js';
import {
  apiFunction,
  apiFunctionArn,
  apiLogGroup,
  apiPermissions,
  apiResources,
  apiRole,
  FUNCTION,
  restApi,
} from './build-api/specs.js';

export const buildApi = defineStep({
  input: z.object({}),
  calls: CALLS,
  resources: apiResources,

  async build(lab) {
    const code = readFunctionCode(FUNCTION);
    // Before the function, which would make one without tags that never ends.
    await ensureLogGroup(lab, apiLogGroup(lab.names));
    const role = await ensureExecutionRole(lab, apiRole(lab));
    await ensureFunction(lab, apiFunction(lab.names, role), code);
    const api = restApi(lab);
    const id = await ensureRestApi(lab, api);
    // Before anybody can ask: what is asked too early is answered 500.
    await ensurePermissions(lab, apiFunctionArn(lab), apiPermissions(lab, id));
    await ensureStage(lab, id, api);
    return 'ready';
  },

  inspect: inspectRestApi,

  demonstrate: demonstrateApi,
});
