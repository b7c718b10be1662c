/** Operations with what stands before all of them: quotas, and conflicts of changes. Both are hazards. */
import type { Handler, HandlerTable, Host } from '../../service.js';
import { Conflicts } from './conflicts.js';
import { Quotas } from './quotas.js';

/** Every operation of API Gateway, as it is met while the hazards are on. */
export function guarded(
  { clock, hazards }: Pick<Host, 'clock' | 'hazards'>,
  handlers: HandlerTable,
): HandlerTable {
  const quotas = new Quotas(clock, hazards);
  const conflicts = new Conflicts(clock, hazards);
  return Object.fromEntries(
    Object.entries(handlers).map(([operation, handler]): [string, Handler<object, unknown>] => [
      operation,
      (input, context) => {
        quotas.assertWithin(context, operation, input);
        conflicts.assertAlone(operation, input);
        return handler(input, context);
      },
    ]),
  );
}
