/** Request validators: which parts of a request are checked before it is passed on. */
import type {
  CreateRequestValidatorRequest,
  DeleteRequestValidatorRequest,
  GetRequestValidatorRequest,
  GetRequestValidatorsRequest,
  RequestValidator,
  RequestValidators,
  UpdateRequestValidatorRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import { type ApiGateway, findApi, ownValue, putDefinition, withoutEntry } from './apigateway.js';
import { badRequest, conflict, notFound } from './errors.js';
import { newPartId } from './ids.js';
import { pageAnswer } from './paging.js';
import { applyPatch, type PatchRules } from './patch.js';
import { switchRule, textRule } from './patch-rules.js';
import { type ApiRecord, apiKey } from './records.js';
import { checkInput } from './rules.js';

const PATCH_RULES: PatchRules<RequestValidator> = [
  textRule('/name', (validator, name) => ({ ...validator, name: checkName(name) }), { required: false }),
  switchRule('/validateRequestParameters', (validator, validateRequestParameters) => ({
    ...validator,
    validateRequestParameters,
  })),
  switchRule('/validateRequestBody', (validator, validateRequestBody) => ({
    ...validator,
    validateRequestBody,
  })),
];

export function validatorHandlers({ records }: ApiGateway): HandlerTable {
  /** As on AWS, it is the validator that is told not to be there where there is no API. */
  const find = (
    context: RequestContext,
    { restApiId = '', requestValidatorId = '' }: GetRequestValidatorRequest,
  ): { readonly api: ApiRecord; readonly validator: RequestValidator } => {
    const api = records.apis.get(apiKey(context, restApiId));
    const validator = ownValue(api?.definition.validators, requestValidatorId);
    if (api === undefined || validator === undefined) {
      throw notFound('Invalid Request Validator identifier specified');
    }
    return { api, validator };
  };

  const create: Handler<CreateRequestValidatorRequest, RequestValidator> = (input, context) =>
    records.store.write(() => {
      const api = records.apis.get(apiKey(context, input.restApiId ?? ''));
      if (api === undefined) throw badRequest('Invalid REST API identifier specified');
      const { validators } = api.definition;
      const name = checkName(input.name);
      if (Object.values(validators).some((each) => each.name === name)) {
        throw badRequest('Request Validator name must be unique');
      }
      const id = newPartId((taken) => Object.hasOwn(validators, taken));
      const validator: RequestValidator = {
        id,
        name,
        validateRequestBody: input.validateRequestBody ?? false,
        validateRequestParameters: input.validateRequestParameters ?? false,
      };
      putDefinition(records, api, { validators: { ...validators, [id]: validator } });
      return validator;
    });

  const get: Handler<GetRequestValidatorRequest, RequestValidator> = (input, context) =>
    find(context, input).validator;

  const list: Handler<GetRequestValidatorsRequest, RequestValidators> = (input, context) => {
    const { validators } = findApi(records, context, input.restApiId).definition;
    const ids = ['validators', input.restApiId];
    return pageAnswer(Object.values(validators), ({ id = '' }) => id, ids, input);
  };

  const update: Handler<UpdateRequestValidatorRequest, RequestValidator> = (input, context) => {
    checkInput('UpdateRequestValidator', input);
    return records.store.write(() => {
      const { api, validator } = find(context, input);
      const changed = applyPatch(PATCH_RULES, validator, input.patchOperations);
      const validators = { ...api.definition.validators, [input.requestValidatorId ?? '']: changed };
      putDefinition(records, api, { validators });
      return changed;
    });
  };

  const remove: Handler<DeleteRequestValidatorRequest, object> = (input, context) => {
    records.store.write(() => {
      const { api, validator } = find(context, input);
      const used = methodWith(api, input.requestValidatorId ?? '');
      if (used !== undefined) {
        throw conflict(
          `Cannot delete Request Validator '${validator.name}', is referenced in method: ${used}`,
        );
      }
      const validators = withoutEntry(api.definition.validators, input.requestValidatorId ?? '');
      putDefinition(records, api, { validators });
    });
    return {};
  };

  return {
    CreateRequestValidator: create,
    GetRequestValidator: get,
    GetRequestValidators: list,
    UpdateRequestValidator: update,
    DeleteRequestValidator: remove,
  };
}

function checkName(name = ''): string {
  if (name.trim() === '') throw badRequest('Request Validator name cannot be blank');
  return name;
}

/** `POST//orders`: a method that uses the validator. */
function methodWith({ definition }: ApiRecord, validatorId: string): string | undefined {
  for (const { path, methods } of Object.values(definition.resources)) {
    const verb = Object.keys(methods).find((each) => methods[each]?.requestValidatorId === validatorId);
    if (verb !== undefined) return `${verb}/${path}`;
  }
  return undefined;
}
