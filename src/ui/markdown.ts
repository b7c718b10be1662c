/**
 * The Markdown of the guide pages for a terminal: headings, paragraphs, lists, fenced code, quotes, and
 * inside a line code, bold, emphasis and links. Anything else is shown as it stands.
 */
import { hang, truncate } from './layout.js';
import type { Theme } from './theme.js';

type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'quote'; readonly text: string }
  | { readonly kind: 'item'; readonly text: string; readonly marker: string; readonly depth: number }
  | { readonly kind: 'code'; readonly lines: readonly string[] };

const FENCE = /^\s*```/;
const HEADING = /^#{1,6}\s+(.*)$/;
const ITEM = /^(\s*)([-*]|\d+\.)\s+(.*)$/;
const QUOTE = /^>\s?(.*)$/;
/** Spaces that one level of a nested list is indented by in the source. */
const LIST_INDENT = 2;

/** The page as lines of at most `width` columns; blocks are parted by an empty line, list items are not. */
export function markdownLines(source: string, width: number, theme: Theme): string[] {
  const lines: string[] = [];
  let before: Block | undefined;
  for (const block of blocksOf(source)) {
    if (before !== undefined && !(before.kind === 'item' && block.kind === 'item')) lines.push('');
    lines.push(...blockLines(block, width, theme));
    before = block;
  }
  return lines;
}

function blocksOf(source: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let code: string[] | undefined;
  const close = (): void => {
    if (open !== undefined) blocks.push(open);
    open = undefined;
  };
  for (const line of source.split(/\r?\n/)) {
    if (FENCE.test(line)) {
      close();
      if (code !== undefined) blocks.push({ kind: 'code', lines: code });
      code = code === undefined ? [] : undefined;
    } else if (code !== undefined) {
      code.push(line);
    } else if (line.trim() === '') {
      close();
    } else {
      const started = startOf(line);
      if (started !== undefined) {
        close();
        open = started;
        if (started.kind === 'heading') close();
      } else {
        open = continued(open, line.trim());
      }
    }
  }
  close();
  if (code !== undefined) blocks.push({ kind: 'code', lines: code });
  return blocks;
}

function startOf(line: string): Block | undefined {
  const heading = HEADING.exec(line);
  if (heading) return { kind: 'heading', text: heading[1] ?? '' };
  const item = ITEM.exec(line);
  if (item) {
    const [, indent = '', marker = '-', text = ''] = item;
    return { kind: 'item', text, marker, depth: Math.floor(indent.length / LIST_INDENT) };
  }
  return undefined;
}

/** A line that starts nothing new goes on with what is open; quotes carry their mark on each line. */
function continued(open: Block | undefined, line: string): Block {
  const quote = QUOTE.exec(line);
  const text = quote?.[1] ?? line;
  if (quote && open?.kind !== 'quote') return { kind: 'quote', text };
  if (open === undefined || open.kind === 'code') return { kind: 'paragraph', text };
  return { ...open, text: `${open.text} ${text}` };
}

function blockLines(block: Block, width: number, theme: Theme): string[] {
  switch (block.kind) {
    case 'heading':
      return hang(theme.bold(inline(block.text, theme)), width).split('\n');
    case 'paragraph':
      return hang(inline(block.text, theme), width).split('\n');
    case 'quote':
      return hang(inline(block.text, theme), width, `${theme.dim(theme.unicode ? '│' : '|')} `).split('\n');
    case 'item': {
      const marker = /\d/.test(block.marker) ? block.marker : theme.symbols.bullet;
      const first = `${' '.repeat(LIST_INDENT * block.depth)}${marker} `;
      return hang(inline(block.text, theme), width, first).split('\n');
    }
    case 'code':
      return block.lines.map((line) => `  ${theme.code(truncate(line, width - 2, theme.symbols.ellipsis))}`);
  }
}

function inline(text: string, theme: Theme): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => (/^`.+`$/.test(part) ? theme.code(part.slice(1, -1)) : emphasis(part, theme)))
    .join('');
}

function emphasis(text: string, theme: Theme): string {
  return theme
    .prose(text)
    .replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => theme.bold(strong))
    .replace(/(?<![\w*])[*_]([^*_]+)[*_](?![\w*])/g, (_, stressed: string) => stressed)
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, label: string, address: string) =>
      label === address ? label : `${label} (${address})`,
    );
}
