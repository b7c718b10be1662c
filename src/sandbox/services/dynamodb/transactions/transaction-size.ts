/** How much a transaction may have in hand (AWS: "Quotas in Amazon DynamoDB", transactions). */
import { validationException } from '../../../errors.js';

/** All items of a transaction together. */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024; /* 4 MiB */

/** Takes the sizes of the items. Throws ValidationException. */
export function checkTransactionSize(sizes: readonly number[]): void {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw validationException(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`);
  }
}
