import { expect, it } from 'vitest';
import { allTakesLines, stepTakesLines } from '../../src/ui/takes-view.js';
import { createTheme } from '../../src/ui/theme.js';

const theme = createTheme({ color: false, unicode: true });
const takes = { from: 480, to: 1020, because: 'an index is built for minutes' };

it('tells how long a step takes on AWS, and there also why', () => {
  expect(stepTakesLines(takes, { onAws: false }, 80, theme)).toEqual(['On AWS: 8 to 17 minutes.']);
  expect(stepTakesLines(takes, { onAws: true }, 80, theme)).toEqual([
    'It usually takes 8 to 17 minutes: an index is built for minutes.',
  ]);
});

it('tells how long all of several steps take, and cleanup', () => {
  const cleanup = { from: 60, to: 300, because: '' };

  expect(allTakesLines([takes], cleanup, 80)).toEqual([]);
  expect(allTakesLines([takes, takes], cleanup, 80)).toEqual([
    'On AWS these steps take 16 to 34 minutes in all, and cleanup 60 seconds to 5',
    'minutes.',
  ]);
});
