/** Update expressions: all four clauses, every form of a value. */
import fc from 'fast-check';
import type { JsonObject } from '../wire.js';
import { filled, join, operandValue, type Piece, type Pieces, path, several } from './expressions.js';
import { FAMILIAR_ACTIONS } from './familiar.js';
import type { TableShape } from './tables.js';
import { goodValue, ofType, value } from './values.js';

export function update(table: TableShape): Pieces {
  const target = path(table);
  const assigned = setValue(table);
  const add = join(
    (a, b) => `${a} ${b}`,
    target,
    operandValue(fc.oneof(ofType.N, ofType.N, ofType.set, goodValue)),
  );
  const take = join((a, b) => `${a} ${b}`, target, operandValue(fc.oneof(ofType.set, ofType.set, goodValue)));
  const familiar = (['SET', 'REMOVE', 'ADD', 'DELETE'] as const).map((clause) => ({
    weight: FAMILIAR_ACTIONS[clause].length,
    arbitrary: labelled(clause, filled(FAMILIAR_ACTIONS[clause])),
  }));
  const action = fc.oneof(
    ...familiar,
    {
      weight: 9,
      arbitrary: labelled(
        'SET',
        join((a, b) => `${a} = ${b}`, target, assigned),
      ),
    },
    { weight: 3, arbitrary: labelled('REMOVE', target) },
    { weight: 4, arbitrary: labelled('ADD', add) },
    { weight: 2, arbitrary: labelled('DELETE', take) },
  );
  return several(action, 5).map(clauses);
}

/** An action, with the word of its clause behind it. */
interface Action extends Piece {
  readonly clause: string;
}

function labelled(clause: string, action: Pieces): fc.Arbitrary<Action> {
  return action.map((piece) => ({ ...piece, clause }));
}

/** Actions put together by clause, in the order in which the clauses first come up. */
function clauses(actions: readonly Action[]): Piece {
  const words = [...new Set(actions.map(({ clause }) => clause))];
  const texts = words.map((word) => {
    const own = actions.filter(({ clause }) => clause === word).map(({ text }) => text);
    return `${word} ${own.join(', ')}`;
  });
  return {
    text: texts.join(' '),
    values: Object.assign({}, ...actions.map(({ values }) => values)) as JsonObject,
  };
}

function setValue(table: TableShape): Pieces {
  const simple = fc.oneof(
    { weight: 2, arbitrary: path(table) },
    { weight: 4, arbitrary: operandValue(value) },
  );
  const numeric = fc.oneof(path(table), operandValue(ofType.N));
  const list = fc.oneof(path(table), operandValue(ofType.list));
  const orElse = join((a, b) => `if_not_exists(${a}, ${b})`, path(table), simple);
  return fc.oneof(
    { weight: 6, arbitrary: simple },
    { weight: 1, arbitrary: orElse },
    { weight: 2, arbitrary: join((a, b) => `${a} + ${b}`, numeric, numeric) },
    { weight: 2, arbitrary: join((a, b) => `${a} - ${b}`, fc.oneof(numeric, orElse), numeric) },
    { weight: 2, arbitrary: join((a, b) => `list_append(${a}, ${b})`, fc.oneof(list, orElse), list) },
  );
}
