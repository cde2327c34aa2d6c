/**
 * All that the host can call. Pointers and sizes in, numbers out: no allocation, no strings, no
 * JavaScript objects. See README.md for how the pieces fit together.
 */
export { multiplyPanel, multiplyPanelIndirect, panelCount, panelStart } from './matmul/panel';
export { dotLanes, dotRows, sumRow } from './matmul/dot';
export { packPanels } from './matmul/pack';
export { linearForward, linearInputGradient, linearWeightGradient } from './linear/linear';
export { conv2dForward, conv2dOffsets } from './conv2d/forward';
export {
  conv2dGradientOffsets,
  conv2dInputGradient,
  conv2dPackGradient,
} from './conv2d/inputGradient';
export { conv2dReduceLanes, conv2dWeightGradient } from './conv2d/weightGradient';
export {
  ACTIVATION_NONE,
  ACTIVATION_RELU,
  ACTIVATION_SIGMOID,
  reluForward,
  sigmoidForward,
} from './activation/activation';
export { crossEntropy, softmaxForward } from './loss/softmax';
export { adamStep, reduceShards, sgdStep } from './optimizer/optimizer';
export { philox4x32, uniform } from './random/philox';
export { gatherLabels, gatherPack } from './gather/gather';
export {
  CONV2D_SHAPE_BYTES,
  conv2dBorderFloats,
  LAYER_BYTES,
  NETWORK_BYTES,
  setAdam,
  setConv2d,
  setConv2dShape,
  setLayer,
  setNetwork,
  setSgd,
} from './step/network';
export { packWeights } from './step/tile';
export { CONTROL_BYTES } from './step/control';
export {
  exit,
  fail,
  gradients,
  predict,
  serve,
  setBatch,
  setThreads,
  trainStep,
} from './step/step';
