import { describe, expect, it } from 'vitest';
import { closedRegion } from '../../src/doctor/other-region.js';
import { offlineLab } from '../support/lab.js';

const refused = Object.assign(new Error('The security token included in the request is invalid.'), {
  name: 'UnrecognizedClientException',
});
const unknownHost = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
const expired = Object.assign(new Error('expired'), { name: 'ExpiredTokenException' });

describe('closedRegion', () => {
  it('excuses a region that is not enabled, or does not exist', () => {
    const { lab } = offlineLab();

    expect(closedRegion(refused, 'me-south-1', lab)).toContain('me-south-1: it accepts no keys');
    expect(closedRegion(unknownHost, 'xx-nowhere-1', lab)).toBe('xx-nowhere-1: it cannot be reached.');
  });

  it('excuses nothing that is amiss everywhere, nor in the region that was asked for', () => {
    const { lab, interrupt } = offlineLab();

    expect(closedRegion(refused, 'us-east-1', lab)).toBeUndefined();
    expect(closedRegion(expired, 'me-south-1', lab)).toBeUndefined();
    interrupt();
    expect(closedRegion(unknownHost, 'me-south-1', lab)).toBeUndefined();
  });
});
