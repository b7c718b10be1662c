/** Reads of a zip archive's central directory what the library does not tell. PKWARE: "APPNOTE.TXT", 4.3.12. */

const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_SIZE = 46;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** Whether an entry says that it is a symbolic link. False for what is no archive. */
export function hasSymbolicLink(zip: Uint8Array): boolean {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let entry = directoryOf(view);
  while (
    entry !== undefined &&
    entry + ENTRY_SIZE <= view.byteLength &&
    view.getUint32(entry, true) === ENTRY
  ) {
    // The upper half of the external attributes is the file's mode where the archive was made on Unix.
    if ((view.getUint16(entry + 40, true) & FILE_TYPE) === SYMBOLIC_LINK) return true;
    const rest = [28, 30, 32].map((offset) => view.getUint16(Number(entry) + offset, true));
    entry += ENTRY_SIZE + rest.reduce((sum, length) => sum + length, 0);
  }
  return false;
}

/** Where the directory begins, as the record at the archive's end says. */
function directoryOf(view: DataView): number | undefined {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1) {
    if (view.getUint32(at, true) === END) return view.getUint32(at + 16, true);
  }
  return undefined;
}
