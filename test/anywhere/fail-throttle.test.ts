import { testEveryCall } from './every-call-of-every-stage.js';
import { FAILURES } from './ways.js';

testEveryCall(FAILURES.throttle);
