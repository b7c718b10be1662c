import { readFile } from 'node:fs/promises';
import type { Section } from '../lab/events.js';

/** `assets/` of the package: two levels up, from `src/ui` as from `dist/ui`. */
const GUIDE = new URL('../../assets/guide/', import.meta.url);

/** What the learner reads before a step, in Markdown, without the page's own title. */
export async function guidePage(section: Section): Promise<string> {
  const page = await readFile(new URL(`${section}.md`, GUIDE), 'utf8');
  return page.replace(/^# .*\n+/, '').trim();
}
