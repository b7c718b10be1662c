/** Every table and every index has a number of its own, and all keys of its rows or entries begin with it. */

const ID_BYTES = 4;

/** The number as bytes that sort as numbers do. */
export function storageId(storage: number): Buffer {
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  bytes.writeUInt32BE(storage);
  return bytes;
}
