/** What is told of a REST API, made into changes, where the sandbox cannot make it so: pure, without calls. */
import { expect, it } from 'vitest';
import { deploymentDescription, isOurDeployment } from '../../src/resources/deployment-description.js';
import type { RestApiSpec } from '../../src/resources/rest-api-spec.js';
import { foreignSettingRemovals, foreignSettings } from '../../src/resources/rest-api-stage.js';

const SPEC: RestApiSpec = {
  name: 'OrdersAPI',
  description: 'Orders',
  functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:orders-api',
  uri: 'arn:aws:apigateway:us-east-1:lambda:path/orders-api',
  routes: [
    { verb: 'GET', path: '/orders', query: ['limit'] },
    { verb: 'OPTIONS', path: '/orders', mock: { status: '204', headers: { allow: 'GET' } } },
  ],
  models: [],
  validator: 'body',
  stage: { name: 'dev', rate: 10, burst: 50 },
};

it('a deployment is named after all that it takes a copy of, and after nothing else', () => {
  const [get, options] = SPEC.routes;
  if (get === undefined || options === undefined) throw new Error('The spec has two routes.');
  const model = { name: 'Order', description: 'One', schema: { type: 'object' } };
  const others: readonly RestApiSpec[] = [
    { ...SPEC, uri: `${SPEC.uri}-2` },
    { ...SPEC, routes: [get] },
    { ...SPEC, routes: [{ ...get, path: '/invoices' }, options] },
    { ...SPEC, routes: [{ ...get, query: ['cursor'] }, options] },
    { ...SPEC, routes: [get, { ...options, mock: { status: '204', headers: { allow: 'POST' } } }] },
    { ...SPEC, routes: [{ ...get, validated: true }, options] },
    { ...SPEC, models: [model] },
    { ...SPEC, models: [{ ...model, schema: { type: 'array' } }] },
    { ...SPEC, validator: 'bodies' },
  ];

  const names = [SPEC, ...others].map(deploymentDescription);

  expect(new Set(names).size).toBe(names.length);
  expect(names.every(isOurDeployment)).toBe(true);
  expect(
    deploymentDescription({ ...SPEC, description: 'Invoices', stage: { ...SPEC.stage, rate: 11 } }),
  ).toBe(deploymentDescription(SPEC));
});

it('a canary and the variables of a stage are told, and taken away', () => {
  const stage = {
    canarySettings: { percentTraffic: 3, deploymentId: 'other' },
    variables: { colour: 'green' },
  };

  expect(foreignSettings(stage)).toBe('3% to the canary, variable colour');
  expect(foreignSettingRemovals(stage)).toEqual([
    { op: 'remove', path: '/canarySettings' },
    { op: 'remove', path: '/variables/colour' },
  ]);
  expect([foreignSettings({}), foreignSettingRemovals({})]).toEqual(['', []]);
});
