import { cifar } from './cifar';
import { csv } from './csv';
import type { Form } from './form';
import { idx } from './idx';
import { numpy } from './numpy';
import { pictures } from './pictures';

/** All forms that are looked for, the most telling first. */
export const forms: readonly Form[] = [idx, numpy, cifar, pictures, csv];
