export function quickPlan(spec: any, shape: readonly number[], classes: number): any {
  let s: number[] = [...shape];
  const layers: any[] = [];
  const pair = (v: any, d: any) => (v === undefined ? d : Array.isArray(v) ? v : [v, v]);
  spec.layers.forEach((l: any, i: number) => {
    const name = l.name ?? String(i);
    const out = (n: number, a: number, k: number[], st: number[], p: number[]) =>
      Math.floor((n + 2 * p[a]! - k[a]!) / st[a]!) + 1;
    switch (l.type) {
      case 'linear': {
        const n = s.reduce((a, b) => a * b, 1);
        const o = l.out_features === 'classes' ? classes : l.out_features;
        layers.push({ type: 'linear', name, inFeatures: n, outFeatures: o, bias: l.bias ?? true });
        s = [o];
        break;
      }
      case 'conv2d': {
        const k = pair(l.kernel_size, 0),
          st = pair(l.stride, [1, 1]),
          p = pair(l.padding, [0, 0]);
        const os = [out(s[1]!, 0, k, st, p), out(s[2]!, 1, k, st, p)];
        layers.push({
          type: 'conv2d',
          name,
          inChannels: s[0],
          outChannels: l.out_channels,
          kernelSize: k,
          stride: st,
          padding: p,
          inputSize: [s[1], s[2]],
          outputSize: os,
          bias: l.bias ?? true,
        });
        s = [l.out_channels, ...os];
        break;
      }
      case 'max_pool2d':
      case 'avg_pool2d': {
        const k = pair(l.kernel_size, 0),
          st = pair(l.stride, k),
          p = pair(l.padding, [0, 0]);
        const os = [out(s[1]!, 0, k, st, p), out(s[2]!, 1, k, st, p)];
        layers.push({
          type: l.type,
          channels: s[0],
          kernelSize: k,
          stride: st,
          padding: p,
          inputSize: [s[1], s[2]],
          outputSize: os,
        });
        s = [s[0]!, ...os];
        break;
      }
      case 'batch_norm1d':
      case 'batch_norm2d':
        layers.push({
          type: l.type,
          name,
          channels: s[0],
          pixels: s.length === 1 ? 1 : s[1]! * s[2]!,
          eps: l.eps ?? 1e-5,
          momentum: l.momentum ?? 0.1,
        });
        break;
      case 'dropout':
        layers.push({ type: 'dropout', p: l.p ?? 0.5 });
        break;
      case 'flatten':
        s = [s.reduce((a, b) => a * b, 1)];
        break;
      case 'leaky_relu':
        layers.push({ type: l.type, negativeSlope: l.negative_slope ?? 0.01 });
        break;
      default:
        layers.push({ type: l.type });
    }
  });
  const o = spec.optimizer;
  const optimizer =
    o.type === 'sgd'
      ? {
          type: 'sgd',
          lr: o.lr,
          momentum: o.momentum ?? 0,
          nesterov: o.nesterov ?? false,
          weightDecay: o.weight_decay ?? 0,
        }
      : o.type === 'rmsprop'
        ? {
            type: 'rmsprop',
            lr: o.lr,
            alpha: o.alpha ?? 0.99,
            eps: o.eps ?? 1e-8,
            momentum: o.momentum ?? 0,
            weightDecay: o.weight_decay ?? 0,
          }
        : {
            type: o.type,
            lr: o.lr,
            betas: o.betas ?? [0.9, 0.999],
            eps: o.eps ?? 1e-8,
            weightDecay: o.weight_decay ?? (o.type === 'adamw' ? 0.01 : 0),
          };
  return { inputShape: shape, layers, optimizer, initialization: spec.initialization ?? 'default' };
}
