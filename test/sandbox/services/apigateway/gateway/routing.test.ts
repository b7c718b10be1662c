import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  percentDecoded,
  queryParameters,
} from '../../../../../src/sandbox/services/apigateway/gateway/percent.js';
import { findRoute } from '../../../../../src/sandbox/services/apigateway/gateway/routing.js';
import type { Definition } from '../../../../../src/sandbox/services/apigateway/records.js';

/** By path: its verbs. */
function definitionOf(paths: Readonly<Record<string, readonly string[]>>): Definition {
  return {
    resources: Object.fromEntries(
      Object.entries(paths).map(([path, verbs]) => [
        path,
        { id: path, path, methods: Object.fromEntries(verbs.map((verb) => [verb, { httpMethod: verb }])) },
      ]),
    ),
    models: {},
    validators: {},
    gatewayResponses: {},
    binaryMediaTypes: [],
  };
}

const ORDERS = definitionOf({
  '/': ['GET'],
  '/{proxy+}': ['ANY'],
  '/orders': ['GET', 'ANY'],
  '/orders/{order_id}': ['GET'],
  '/orders/latest': ['GET'],
  '/orders/{order_id}/lines': ['GET'],
  '/orders/latest/{rest+}': ['GET'],
  '/a b': ['GET'],
});

describe('a route', () => {
  it.each([
    ['GET', '', '/', 'GET', {}],
    ['GET', '/', '/', 'GET', {}],
    ['POST', '/', undefined, undefined, undefined],
    ['GET', '/orders', '/orders', 'GET', {}],
    ['PUT', '/orders/', '/orders', 'ANY', {}],
    ['GET', '/orders/latest', '/orders/latest', 'GET', {}],
    ['GET', '/orders/1', '/orders/{order_id}', 'GET', { order_id: '1' }],
    ['GET', '/orders/1%2F2/', '/orders/{order_id}', 'GET', { order_id: '1/2' }],
    ['GET', '/orders/latest/lines', '/orders/latest/{rest+}', 'GET', { rest: 'lines' }],
    ['GET', '/orders/1/lines', '/orders/{order_id}/lines', 'GET', { order_id: '1' }],
    ['DELETE', '/orders/1', '/{proxy+}', 'ANY', { proxy: 'orders/1' }],
    ['GET', '/ORDERS', '/{proxy+}', 'ANY', { proxy: 'ORDERS' }],
    ['GET', '/orders//lines', '/{proxy+}', 'ANY', { proxy: 'orders//lines' }],
    ['GET', '/a%20b', '/a b', 'GET', {}],
    ['constructor', '/', undefined, undefined, undefined],
  ])('for %s %j is %s', (method, path, resource, verb, pathParameters) => {
    const route = findRoute(ORDERS, method, path);

    expect(route?.resource.path).toBe(resource);
    expect(route?.verb).toBe(verb);
    expect(route?.pathParameters).toEqual(pathParameters);
  });

  it('takes any text as a parameter, and gives it back', () => {
    const definition = definitionOf({ '/{a}/x/{b}': ['GET'] });
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const path = `/${encodeURIComponent(a)}/x/${encodeURIComponent(b)}`;
        expect(findRoute(definition, 'GET', path)?.pathParameters).toEqual({ a, b });
      }),
    );
  });

  it('does not depend on the order in which resources were made', () => {
    const path = fc
      .array(fc.constantFrom('orders', 'latest', 'lines', '1'), { maxLength: 3 })
      .map((parts) => `/${parts.join('/')}`);
    const shuffled = fc.shuffledSubarray(Object.entries(ORDERS.resources), { minLength: 8 });
    fc.assert(
      fc.property(shuffled, path, (resources, asked) => {
        const other = { ...ORDERS, resources: Object.fromEntries(resources) };
        expect(findRoute(other, 'GET', asked)?.resource.path).toBe(
          findRoute(ORDERS, 'GET', asked)?.resource.path,
        );
      }),
    );
  });

  it('is found or not for whatever comes as a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (path, method) => {
        findRoute(ORDERS, method, path);
      }),
    );
  });
});

describe('percent-encoding', () => {
  it('is undone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(percentDecoded(encodeURIComponent(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['%', '%'],
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['%ff', '\ufffd'],
    ['%C3%A4', 'ä'],
    ['\u00c3\u00a4', 'ä'],
    ['a+b', 'a+b'],
  ])('of %j means %j', (text, meant) => {
    expect(percentDecoded(text)).toBe(meant);
  });

  it('of a query is undone in names and values', () => {
    const pairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(pairs, (expected) => {
        expect(queryParameters(new URLSearchParams(expected).toString())).toEqual(expected);
      }),
    );
  });

  it.each([
    ['', []],
    ['a', [['a', '']]],
    [
      'a=1;b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      '=1&&a==',
      [
        ['', '1'],
        ['a', '='],
      ],
    ],
  ])('of the query %j is %j', (query, pairs) => {
    expect(queryParameters(query)).toEqual(pairs);
  });
});
