import { testEveryCall } from './every-call-of-every-stage.js';
import { KILLS } from './ways.js';

testEveryCall(KILLS.answered);
