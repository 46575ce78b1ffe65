# What every program uses. Letters: R rows (documents) of a batch, T positions, H heads, E width of a head, D = H * E,
# V vocabulary. Numbers are float32 unless a line says otherwise; weights are [out, in].
#
# A row's bits must not depend on which row of the batch it is. On a CPU this rules out
# - elementwise functions such as exp, log and tanh on whole tensors: what falls behind the last full vector goes through
#   another implementation of them. softmax, log_softmax and oneDNN's fused activations work line by line and are safe;
# - plain matrix products of a few rows with several threads, where MKL divides the work unevenly; oneDNN's packed ones and
#   batched products are safe;
# - matrices that begin at addresses of different alignment. So T and the number of cached keys are multiples of 16.

def whole(n: int) -> int:
  # the next multiple of 16
  return (n + 15) // 16 * 16

def place(w: Tensor, like: Tensor) -> Tensor:
  # a copy of w with like's device and element type: w itself may lie in a mapped file that is closed after loading
  return torch.contiguous(w).to(like, False, True)

def positions(w: Tensor, like: Tensor) -> Tensor:
  # a table of positions [P, D] placed, with lines of zeros up to the next multiple of 16: what padding reads
  return __torch__.common.place(torch.constant_pad_nd(w, [0, 0, 0, __torch__.common.whole(w.size(0)) - w.size(0)]), like)

def pack(w: Tensor, like: Tensor, packed: bool) -> Tensor:
  # w [out, in] placed; where oneDNN does the arithmetic, reordered once into the blocks its matrix products read
  p = __torch__.common.place(w, like)
  if packed:
    p = ops.mkldnn._reorder_linear_weight(p)
  return p

def linear(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  # x [N, in], w [out, in] (packed or not), b [out] -> [N, out]
  if w.is_mkldnn:
    y = ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")
  else:
    y = torch.linear(x, w, b)
  return y

def activated(x: Tensor, w: Tensor, b: Tensor, activation: str) -> Tensor:
  # activation(linear(x, w, b)) [N, out]; activation: gelu (exact), gelu_tanh, relu, swish
  name, form = activation, ""
  if activation == "gelu":
    form = "none"
  if activation == "gelu_tanh":
    name, form = "gelu", "tanh"
  if w.is_mkldnn:
    y = ops.mkldnn._linear_pointwise(x, w, b, name, annotate(List[Optional[number]], []), form)
  else:
    y = torch.linear(x, w, b)
    if name == "gelu":
      y = torch.gelu(y, approximate=form)
    elif name == "relu":
      y = torch.relu(y)
    else:
      y = torch.silu(y)
  return y

def hide(visible: Tensor, like: Tensor) -> Tensor:
  # visible bool -> 0 where true and minus infinity elsewhere, in like's element type: what is added to attention scores
  return torch.zeros_like(visible, dtype=like.dtype).masked_fill_(torch.logical_not(visible), float("-inf"))

def real(lengths: Tensor, t: int) -> Tensor:
  # lengths [R] int64 -> [R, T] bool: a row's tokens come first, its padding after
  return torch.lt(torch.arange(t, device=lengths.device).unsqueeze(0), lengths.unsqueeze(1))

def causal(t: int, like: Tensor) -> Tensor:
  # [T, T]: 0 where the key is not after the query, minus infinity elsewhere
  return __torch__.common.hide(torch.ones([t, t], dtype=11, device=like.device).tril(), like)

def scores(q: Tensor, k: Tensor, mask: Tensor) -> Tensor:
  # q [.., H, Q, E], k [.., H, E, K] (transposed), mask broadcast to [.., H, Q, K] -> attention scores [.., H, Q, K] in
  # float32
  return (torch.matmul(q, k) * q.size(-1) ** -0.5 + mask).to(6)

def probabilities(q: Tensor, k: Tensor, mask: Tensor) -> Tensor:
  # q [.., H, Q, E], k [.., H, K, E], mask as for scores -> attention weights [.., H, Q, K]
  return torch.softmax(__torch__.common.scores(q, k.transpose(-2, -1), mask), -1)

def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
  # attention of a few queries, as the steps of a generation have: q [R, H, Q, E], k [R, H, E, K] (transposed; the product
  # is faster on many keys that lie so), v [R, H, K, E], mask broadcast to [R, H, Q, K] -> [R, H, Q, E]. The fused kernel
  # is no faster here, and with fewer than four queries and several threads it gives other last bits in one row than in
  # another.
  return torch.matmul(torch.softmax(__torch__.common.scores(q, k, mask), -1).to(v), v)

def statistics(p: Tensor, log_p: Tensor, start: int, real: Tensor) -> Tensor:
  # p, log_p [R, H, Q, K] weights of the queries start .. start + Q and their logarithms; real [R, Q] 1.0 for true queries
  # -> [R, H, 6]: largest weight of the true queries, and sums over them: entropy (nats), distance |q - k|, weight on k = q,
  # on k = q - 1, on k = 0
  queries = torch.arange(start, start + p.size(2), device=p.device).unsqueeze(1)
  keys = torch.arange(p.size(3), device=p.device).unsqueeze(0)
  distance = (queries - keys).to(6)
  each = torch.stack([
    torch.amax(p, [3]),
    torch.sum(p * torch.clamp_min(log_p, -1000.0), [3]) * -1.0,
    torch.sum(p * torch.abs(distance), [3]),
    torch.sum(p * torch.eq(distance, 0.0).to(6), [3]),
    torch.sum(p * torch.eq(distance, 1.0).to(6), [3]),
    p[:, :, :, 0]], 3) * real.unsqueeze(1).unsqueeze(3)
  return torch.cat([torch.amax(each[:, :, :, :1], [2]), torch.sum(each[:, :, :, 1:], [2])], 2)

def measured(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, real: Tensor) -> Tuple[Tensor, Tensor]:
  # attention in full view: q, k, v [R, H, ., E], mask broadcast to [R, H, Q, K] with its own Q, real [R, Q] bool
  # -> output [R, H, Q, E] and statistics [R, H, 6]: the largest weight, and means over the true queries of the rest.
  # Weights exist for 128 queries at a time.
  weight = real.to(6)
  outputs = annotate(List[Tensor], [])
  largest = torch.zeros([q.size(0), q.size(1), 1], device=q.device)
  sums = torch.zeros([q.size(0), q.size(1), 5], device=q.device)
  for begin in range(0, q.size(2), 128):
    end = min(begin + 128, q.size(2))
    s = __torch__.common.scores(q[:, :, begin:end], k.transpose(-2, -1), mask[:, :, begin:end])
    p = torch.softmax(s, 3)
    outputs.append(torch.matmul(p.to(v), v))
    m = __torch__.common.statistics(p, torch.log_softmax(s, 3), begin, weight[:, begin:end])
    largest = torch.maximum(largest, m[:, :, :1])
    sums = sums + m[:, :, 1:]
  means = sums / torch.sum(weight, [1]).view([-1, 1, 1])
  return (torch.cat(outputs, 2), torch.cat([largest, means], 2))

def pooled(h: Tensor, lengths: Tensor, how: str) -> Tensor:
  # h [R, T, D], lengths [R] -> [R, D] float32; mean: over the row's tokens, then scaled to length 1; first; last
  f = h.to(6)
  if how == "mean":
    m = __torch__.common.real(lengths, h.size(1)).to(6).unsqueeze(2)
    mean = torch.sum(f * m, [1]) / lengths.unsqueeze(1).to(6)
    y = mean / torch.clamp_min(torch.sqrt(torch.sum(mean * mean, 1, True)), 1e-12)
  elif how == "first":
    y = f[:, 0]
  else:
    y = f[torch.arange(h.size(0), device=h.device), lengths - 1]
  return y

def best(logits: Tensor, penalised: Tensor, penalty: float, banned: Tensor, normalise: bool, count: int) -> Tensor:
  # logits [N, V]; penalised, banned: entries as row * V + token, int64 -> [N, 2 * count + 1]: scores, best first, their
  # tokens (a float32 holds whole numbers up to 2^24), and the log of the sum of all exponentials
  s = logits.to(6)
  if normalise:
    s = torch.log_softmax(s, 1)
  flat = s.view([-1])
  if penalised.size(0) > 0:
    old = flat[penalised]
    flat[penalised] = torch.where(torch.lt(old, 0.0), old * penalty, old / penalty)
  if banned.size(0) > 0:
    flat[banned] = torch.full([1], float("-inf"), device=s.device)
  if count == 1:
    score, token = torch.max(s, 1, True)
  else:
    score, token = torch.topk(s, count, 1, True, True)
  total = score[:, :1] - torch.gather(torch.log_softmax(s, 1), 1, token[:, :1])
  return torch.cat([score, token.to(6), total], 1)

def grow(mask: Tensor, beams: int, begin: int, parents: Tensor) -> int:
  # A document's B beams share one cache: what any of them wrote stays where it is, B places a step, and the mask
  # [R, 1, B, S] says which places are a beam's own past. A beam that continues another takes over its line of the mask,
  # so no key or value ever moves. parents: the rows [R * B] that are continued, or empty where each continues itself.
  # Makes the B places from begin on visible, each to its own beam, and returns where they end.
  end = begin + beams
  if parents.size(0) > 0:
    lines = mask.view([-1, mask.size(3)])
    lines[:, :begin] = torch.index_select(lines[:, :begin], 0, parents)
  mask[:, :, :, begin:end] = __torch__.common.hide(torch.eye(beams, device=mask.device).to(11), mask)
  return end
