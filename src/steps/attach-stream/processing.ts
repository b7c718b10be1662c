/** What Lambda says of its own work on the stream: where a proof fails, mostly why. */
import type { Lab } from '../../lab/lab.js';
import { isEmulator } from '../../lab/patience.js';
import { listMappings } from '../../resources/read-mapping.js';

export async function processingInWords(lab: Lab): Promise<string> {
  const [mapping] = await listMappings(lab, lab.names.streamProcessor);
  if (mapping === undefined) return 'There is no event source mapping.';
  const { State = 'in no state', LastProcessingResult = 'nothing' } = mapping;
  const said = `The event source mapping is ${State}; Lambda says of its last batch: ${LastProcessingResult}.`;
  return isEmulator(lab) ? `${said} Not every emulator runs functions.` : said;
}
