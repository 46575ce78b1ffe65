# What every program uses. Letters: R rows (documents) of a batch, T positions, H heads, G key and value heads (H where
# each query head has its own), E size of a head, D hidden size, V vocabulary. Numbers are float32 unless a line says
# otherwise; weights are [out, in].
#
# A linear layer is a list: its weight [out, in], its bias [out] or an empty tensor, and where the weight is int8, the
# scales of its rows [out], their zero points, and the sums of its rows [out]. Only linear_layer, linear, product and
# activated look inside. A norm is a list, too: its weight [D] and, where it has one, its bias [D].
#
# A row's bits must not depend on which row of the batch it is. On a CPU this rules out
# - elementwise functions such as exp, log and tanh on whole tensors: what falls behind the last full vector goes
#   through another implementation of them. softmax, log_softmax and oneDNN's activations compute every number alike and
#   are safe;
# - plain matrix products of a few rows with several threads, where MKL divides the work unevenly; oneDNN's packed ones
#   and batched products are safe;
# - matrices that begin at addresses of different alignment. So T and the number of cached keys are multiples of 16.

def round_up(n: int) -> int:
  # the next multiple of 16
  return (n + 15) // 16 * 16

def to_device(w: Tensor, like: Tensor) -> Tensor:
  # a copy of w with like's device and element type: w itself may lie in a mapped file that is closed after loading. On
  # a GPU weights arrive as the file has them, and all that is made of them is computed there
  return torch.contiguous(w).to(like, False, True)

def token_table(w: Tensor, like: Tensor) -> Tensor:
  # the table of tokens [V, D], of which only look_up reads. Numbers of two bytes stay as the file has them: many models
  # have their head's matrix in it, which float32 and int8 keep a second time, in a type of their own
  kept = like
  if w.element_size() == 2:
    kept = like.to(w.dtype)
  return common.to_device(w, kept)

def look_up(table: Tensor, tokens: Tensor, scale: float, element: int) -> Tensor:
  # table [V, D], tokens [..] int64 -> lines of the table [.., D] as this element type, times scale
  x = torch.embedding(table, tokens).to(element)
  if scale != 1.0:
    x = x * scale
  return x

def position_table(w: Tensor, like: Tensor) -> Tensor:
  # a table of positions [P, D] with lines of zeros up to the next multiple of 16: what padding reads
  return common.to_device(torch.constant_pad_nd(w, [0, 0, 0, common.round_up(w.size(0)) - w.size(0)]), like)

def norm(w: Tensor, b: Tensor, like: Tensor) -> List[Tensor]:
  # a layer norm of weight [D] and bias [D]
  return [common.to_device(w, like), common.to_device(b, like)]

def linear_layer(w: Tensor, b: Tensor, like: Tensor, storage: str) -> List[Tensor]:
  # a linear layer of weight w [out, in] and bias b [out], or [0] for none; storage: plain, or packed: reordered once
  # into the blocks that oneDNN's matrix products read, or int8: the same of whole numbers up to largest_weight, which
  # are an output's weights divided by such a part of the largest of them, or mixed: int8, but packed bfloat16 where
  # matrices are small, whose sums whole numbers would round too coarsely. Where 4 does not divide the inputs, int8_part
  # could not read what stands behind them, and weights are packed as they are
  p = common.to_device(w, like)
  layer = [p, common.to_device(b, like)]
  small = storage == "mixed" and min(p.size(0), p.size(1)) < 512
  uneven = storage != "plain" and p.size(1) % 4 != 0
  if storage == "packed" or uneven:
    layer[0] = ops.mkldnn._reorder_linear_weight(p)
  elif small:
    layer[0] = ops.mkldnn._reorder_linear_weight(p.to(15))
  elif storage != "plain":
    most = common.largest_weight()
    # Eight zeros at the end of each row: int8_part says what they are multiplied with.
    numbers = torch.zeros([p.size(0), p.size(1) + 8], dtype=1)
    scale = torch.empty([p.size(0), 1])
    sums = torch.empty([p.size(0), 1])
    for begin in range(0, p.size(0), 256):
      part = p[begin:begin + 256]
      largest = torch.maximum(torch.amax(part, [1], True), torch.neg(torch.amin(part, [1], True)))
      own = torch.clamp_min(largest, 1e-30) / most
      rounded = torch.div(part, own).round_()
      numbers[begin:begin + 256, :p.size(1)] = rounded
      scale[begin:begin + 256] = own
      sums[begin:begin + 256] = torch.sum(rounded, [1], True) * own
    layer[0] = ops.onednn.qlinear_prepack(numbers, annotate(Optional[List[int]], None))
    layer.append(scale.view([-1]))
    layer.append(torch.zeros([p.size(0)], dtype=3))
    layer.append(sums.view([-1]))
  return layer

def largest_weight() -> Tensor:
  # [1] float32: the largest whole number that weights may have. Processors without VNNI add two products as numbers of
  # 16 bits, and cut the sum off where it has more: of 127 times 255 it does, of 63 times 255 it does not
  x = torch.full([16, 64], 255, dtype=0)
  w = ops.onednn.qlinear_prepack(torch.full([16, 64], 127, dtype=1), annotate(Optional[List[int]], None))
  none = annotate(Optional[Tensor], None)
  sums = ops.onednn.qlinear_pointwise(
    x, 1.0, 0, w, torch.ones([16]), torch.zeros([16], dtype=3), none, 1.0, 0, 6, "none",
    annotate(List[Optional[number]], []), "")
  whole = torch.eq(torch.amin(sums, [0, 1]), 64.0 * 127.0 * 255.0)
  return torch.where(whole, torch.full([1], 127.0), torch.full([1], 63.0))

def exact(storage: str) -> str:
  # a storage of the same kind that loses nothing, for small layers whose output is a result
  s = storage
  if storage != "plain":
    s = "packed"
  return s

def head_storage(storage: str) -> str:
  # the storage of a layer that gives logits: bfloat16 would round them
  s = storage
  if storage == "mixed":
    s = "int8"
  return s

def bias_of(layer: List[Tensor]) -> Optional[Tensor]:
  b = annotate(Optional[Tensor], None)
  if layer[1].size(0) > 0:
    b = layer[1]
  return b

def linear(x: Tensor, layer: List[Tensor]) -> Tensor:
  # x [N, in] -> [N, out] of x's element type, or float32 where the weight is int8
  y = common.product(x, layer)
  if len(layer) == 2:
    y = y.to(x.dtype)
  return y

def product(x: Tensor, layer: List[Tensor]) -> Tensor:
  # the same as the numbers that were multiplied
  w, b = layer[0], common.bias_of(layer)
  if len(layer) > 2:
    y = common.int8_linear(x.to(6), layer, "")
  elif w.is_mkldnn:
    y = ops.mkldnn._linear_pointwise(x.to(w.dtype), w, b, "none", annotate(List[Optional[number]], []), "")
  else:
    y = torch.linear(x, w, b)
  return y

def int8_linear(x: Tensor, layer: List[Tensor], activation: str) -> Tensor:
  # linear of an int8 weight, or with the name of an activation, activated. Many rows go through it in parts, which the
  # caches of the processor hold from one operation to the next.
  if x.size(0) <= 512:
    y = common.int8_part(x, layer, activation)
  else:
    y = torch.empty([x.size(0), layer[2].size(0)])
    for begin in range(0, x.size(0), 256):
      y[begin:begin + 256] = common.int8_part(x[begin:begin + 256], layer, activation)
  return y

def int8_part(x: Tensor, layer: List[Tensor], activation: str) -> Tensor:
  # x becomes whole numbers as well, each line by its own scale and from its smallest number on, which the weights' sums
  # bring back: lines that an activation or a norm left on one side of 0 would otherwise use half of the whole numbers.
  # The operation made for tables of embeddings does all of that at once, and leaves a line's scale and smallest number
  # behind its whole numbers, as the bytes of two float32, which the product takes for eight more and multiplies with
  # zeros. It goes through each line alone, and sums of whole numbers are exact, so a row's bits are the same in any
  # batch.
  numbers = ops.quantized.embedding_bag_byte_prepack(x)
  ends = torch.view_copy(torch.narrow(numbers, 1, x.size(1), 8), dtype=6)
  scale, smallest = torch.split(ends, 1, 1)
  none = annotate(Optional[Tensor], None)
  products = ops.onednn.qlinear_pointwise(
    numbers, 1.0, 0, layer[0], layer[2], layer[3], none, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "")
  y = products.mul_(scale).addcmul_(smallest, layer[4])
  if layer[1].size(0) > 0:
    y.add_(layer[1])
  if activation != "":
    # The exact GELU stands for the other one as well: they differ by less than 0.0005, a small part of a step of int8,
    # and without a product that takes it along it is by far the faster.
    y = common.activate(y, activation, "none")
  return y

def activated(x: Tensor, layer: List[Tensor], activation: str) -> Tensor:
  # activation(linear(x)) [N, out], as the numbers that were multiplied; activation: gelu (exact), gelu_tanh, relu,
  # swish, tanh
  name, form = activation, ""
  if activation == "gelu":
    form = "none"
  if activation == "gelu_tanh":
    name, form = "gelu", "tanh"
  w, b = layer[0], common.bias_of(layer)
  if len(layer) > 2:
    y = common.int8_linear(x, layer, name)
  elif w.is_mkldnn:
    y = ops.mkldnn._linear_pointwise(x.to(w.dtype), w, b, name, annotate(List[Optional[number]], []), form)
  else:
    y = common.activate(torch.linear(x, w, b), name, form)
  return y

def activate(x: Tensor, name: str, form: str) -> Tensor:
  # the same activations of x [N, out] where no matrix product takes them along. On a CPU oneDNN computes them in
  # float32: as the header says, PyTorch's own would give a row other last bits in another place of the batch.
  if name == "relu":
    y = torch.relu(x)
  elif x.is_cuda:
    if name == "gelu":
      y = torch.gelu(x, approximate=form)
    elif name == "tanh":
      y = torch.tanh(x)
    else:
      y = torch.silu(x)
  else:
    f = x.to(6)
    if name == "gelu" and form == "none":
      y = torch.gelu(f)
    elif name == "gelu":
      # x * (1 + tanh(u)) / 2 is x * sigmoid(2 * u)
      y = f * torch.sigmoid((1.5957691216057308 * (f + 0.044715 * f * f * f)).to_mkldnn()).to_dense()
    elif name == "tanh":
      y = torch.tanh(f.to_mkldnn()).to_dense()
    else:
      y = f * torch.sigmoid(f.to_mkldnn()).to_dense()
    y = y.to(x)
  return y

def head_layer(head: Tensor, table: Tensor, like: Tensor, storage: str) -> List[Tensor]:
  # the linear layer of a model's output without bias: head [V, D], or where that is empty the table of tokens
  w = head
  if head.size(0) == 0:
    w = table
  return common.linear_layer(w, torch.zeros([0]), like, common.head_storage(storage))

def layer_norm(x: Tensor, n: List[Tensor], epsilon: float) -> Tensor:
  # x [N, D] -> [N, D]
  b = annotate(Optional[Tensor], None)
  if len(n) > 1:
    b = n[1]
  return torch.layer_norm(x, [x.size(1)], n[0], b, epsilon)

def rms_norm(x: Tensor, w: Tensor, epsilon: float) -> Tensor:
  # x [.., D], w [D] float32 -> x by its root mean square, times w, computed in float32
  f = x.to(6)
  return (f * torch.rsqrt(torch.mean(f * f, [-1], True) + epsilon) * w).to(x)

def rotation_table(frequencies: List[float], factor: float, positions: int, like: Tensor) -> Tensor:
  # what rotary position embedding turns heads by: frequencies [E / 2] in radians per position
  # -> [2, P, E / 2] cosines and sines, times factor, float32. They are looked up and never computed for one batch
  # alone, because cosines of a tensor depend on its size in their last bits.
  places = torch.arange(common.round_up(positions)).to(6).unsqueeze(1)
  angles = places * torch.tensor(frequencies, dtype=6).unsqueeze(0)
  return (torch.stack([torch.cos(angles), torch.sin(angles)]) * factor).to(like.device, 6)

def rotation_tables(
    frequencies: List[float], factors: List[float], positions: int, like: Tensor) -> List[Tensor]:
  # a table for each kind of rotation: frequencies of one kind after the other, as many of each, and their factors
  size = len(frequencies) // len(factors)
  tables = annotate(List[Tensor], [])
  for kind in range(len(factors)):
    own = frequencies[kind * size:(kind + 1) * size]
    tables.append(common.rotation_table(own, factors[kind], positions, like))
  return tables

def turns(tables: List[Tensor], positions: Tensor, element: int) -> List[Tensor]:
  # tables [2, P, F], positions [1 or R, T] -> of each table cosines and sines [1 or R, 1, T, F] as this element type
  all = annotate(List[Tensor], [])
  for table in tables:
    for i in range(2):
      all.append(torch.embedding(table[i], positions).unsqueeze(1).to(element))
  return all

def rotate(x: Tensor, turns: List[Tensor], kind: int) -> Tensor:
  # x [R, H, T, E] queries or keys, turns by this kind of rotation -> x with number j of each head turned with
  # number F + j, for j < F; numbers from 2 * F on stay
  cos, sin = turns[2 * kind], turns[2 * kind + 1]
  half = cos.size(3)
  a, b = x[:, :, :, :half], x[:, :, :, half:2 * half]
  parts = [a * cos - b * sin, b * cos + a * sin]
  if 2 * half < x.size(3):
    parts.append(x[:, :, :, 2 * half:])
  return torch.cat(parts, 3)

def relative_buckets(distances: Tensor, both: bool, buckets: int, farthest: int) -> Tensor:
  # distances [N] int64, key's position less query's -> which of the buckets of T5's relative positions each is in:
  # near ones have their own, far ones share more and more, those from farthest on one. both: keys may come later, which
  # have buckets of their own, in the second half; otherwise they count as distance 0
  size = buckets
  n = distances * -1
  first = torch.zeros_like(n)
  if both:
    size = buckets // 2
    first = torch.lt(n, 0).to(4) * size
    n = torch.abs(n)
  else:
    n = torch.clamp_min(n, 0)
  exact = size // 2
  steps = torch.log(torch.clamp_min(n, 1).to(6) / exact) / torch.log(farthest / exact) * (size - exact)
  far = torch.clamp_max(steps.to(4) + exact, size - 1)
  return first + torch.where(torch.lt(n, exact), n, far)

def relative_table(w: Tensor, both: bool, farthest: int, like: Tensor) -> Tensor:
  # w [buckets, H] -> [2 * farthest + 1, H]: what scores get at distances from -farthest to farthest
  # Buckets are computed on the processor, so that those of a GPU's logarithms are no others.
  distances = torch.arange(-farthest, farthest + 1)
  buckets = common.relative_buckets(distances, both, w.size(0), farthest)
  picked = torch.embedding(w.to(6), buckets.to(w.device, 4))
  return common.to_device(picked, like)

def relative_bias(table: Tensor, queries: Tensor, keys: Tensor) -> Tensor:
  # table of relative_table, queries [1 or R, Q], keys [1 or R, K] -> [1 or R, H, Q, K]
  farthest = table.size(0) // 2
  distances = torch.clamp(keys.unsqueeze(1) - queries.unsqueeze(2), -farthest, farthest) + farthest
  return torch.embedding(table, distances).permute([0, 3, 1, 2]).contiguous()

def additive_mask(visible: Tensor, like: Tensor) -> Tensor:
  # visible bool -> 0 where true and minus infinity elsewhere, in like's element type: what is added to attention scores
  return torch.zeros_like(visible, dtype=like.dtype).masked_fill_(torch.logical_not(visible), float("-inf"))

def padding_mask(lengths: Tensor, t: int) -> Tensor:
  # lengths [R] int64 -> [R, T] bool: a row's tokens come first, its padding after
  return torch.lt(torch.arange(t, device=lengths.device).unsqueeze(0), lengths.unsqueeze(1))

def causal_mask(t: int, past: int, like: Tensor) -> Tensor:
  # [1, 1, T, P + T] for T queries after P keys that come before all of them: 0 where the key is not after the query,
  # minus infinity elsewhere
  visible = torch.ones([t, past + t], dtype=11, device=like.device).tril(past)
  return common.additive_mask(visible, like).view([1, 1, t, past + t])

def repeat_heads(k: Tensor, heads: int) -> Tensor:
  # keys or values [R, G, T, E] -> [R, H, T, E]: each head for the H / G query heads that share it
  y = k
  if k.size(1) != heads:
    y = torch.repeat_interleave(k, heads // k.size(1), 1)
  return y

def join_heads(a: Tensor) -> Tensor:
  # attention's output [R, H, T, E] -> [R * T, H * E]
  return a.transpose(1, 2).reshape([-1, a.size(1) * a.size(3)])

def statistics(p: Tensor, log_p: Tensor, start: int, weight: Tensor) -> Tensor:
  # p, log_p [R, H, Q, K] weights of the queries start .. start + Q and their logarithms; weight [R, Q] 1.0 for true
  # queries
  # -> [R, H, 6]: largest weight of the true queries, and sums over them: entropy (nats), distance |q - k|, weight on k
  # = q, on k = q - 1, on k = 0
  queries = torch.arange(start, start + p.size(2), device=p.device).unsqueeze(1)
  keys = torch.arange(p.size(3), device=p.device).unsqueeze(0)
  distance = (queries - keys).to(6)
  each = torch.stack([
    torch.amax(p, [3]),
    torch.sum(p * torch.clamp_min(log_p, -1000.0), [3]) * -1.0,
    torch.sum(p * torch.abs(distance), [3]),
    torch.sum(p * torch.eq(distance, 0.0).to(6), [3]),
    torch.sum(p * torch.eq(distance, 1.0).to(6), [3]),
    p[:, :, :, 0]], 3) * weight.unsqueeze(1).unsqueeze(3)
  return torch.cat([torch.amax(each[:, :, :, :1], [2]), torch.sum(each[:, :, :, 1:], [2])], 2)

def pooled(h: Tensor, lengths: Tensor, how: str) -> Tensor:
  # h [R, T, D], lengths [R] -> [R, D] float32; mean: over the row's tokens; mean_sqrt_length: their sum by the square
  # root of their number; max: the largest in each place; first; last
  f = h.to(6)
  if how == "first":
    y = f[:, 0]
  elif how == "last":
    y = f[torch.arange(h.size(0), device=h.device), lengths - 1]
  else:
    m = common.padding_mask(lengths, h.size(1)).unsqueeze(2)
    if how == "max":
      y = torch.amax(f.masked_fill(torch.logical_not(m), float("-inf")), [1])
    else:
      n = lengths.unsqueeze(1).to(6)
      if how == "mean_sqrt_length":
        n = torch.sqrt(n)
      y = torch.sum(f * m.to(6), [1]) / n
  return y

def unit(x: Tensor) -> Tensor:
  # x [N, D] float32 -> each line scaled to length 1
  return x / torch.clamp_min(torch.sqrt(torch.sum(x * x, 1, True)), 1e-12)

def largest(s: Tensor, count: int) -> Tuple[Tensor, Tensor]:
  # s [N, V] -> the largest numbers of each line, best first, and where they stand [N, count]. On a CPU they are sought
  # in as many blocks of 64, those whose own largest are the largest: a third of the work.
  n, blocks = s.size(0), s.size(1) // 64
  if s.is_cuda or blocks < count:
    score, place = torch.topk(s, count, 1, True, True)
  else:
    whole = s[:, :blocks * 64].view([n, blocks, 64])
    tops, block = torch.topk(torch.amax(whole, [2]), count, 1)
    places = (block.unsqueeze(2) * 64 + torch.arange(64)).view([n, -1])
    rest = torch.arange(blocks * 64, s.size(1)).unsqueeze(0).expand([n, -1])
    places = torch.cat([places, rest], 1)
    score, at = torch.topk(torch.gather(s, 1, places), count, 1, True, True)
    place = torch.gather(places, 1, at)
  return (score, place)

def best(
    logits: Tensor, penalized: Tensor, penalty: float, banned: Tensor, normalize: bool, total: bool, count: int,
    mask: Tensor) -> Tensor:
  # logits [N, V]; penalized, banned: entries as row * V + token, int64; mask [N, V]: minus infinity for what a grammar
  # rules out and 0 for the rest, or [0] (added and not filled in, which takes a quarter of the time)
  # -> [N, 2 * count + 1]: scores, best first, their tokens (a float32 holds whole numbers up to 2^24), and the log of
  # the sum of all exponentials where that total is wanted, 0 where not
  s = logits.to(6)
  if normalize:
    s = torch.log_softmax(s, 1)
  flat = s.view([-1])
  if penalized.size(0) > 0:
    old = flat[penalized]
    flat[penalized] = torch.where(torch.lt(old, 0.0), old * penalty, old / penalty)
  if banned.size(0) > 0:
    flat[banned] = torch.full([1], float("-inf"), device=s.device)
  if mask.size(0) > 0:
    s.add_(mask)
  if count == 1:
    score, token = torch.max(s, 1, True)
  else:
    score, token = common.largest(s, count)
  sum = torch.zeros_like(score[:, :1])
  if total:
    sum = score[:, :1] - torch.gather(torch.log_softmax(s, 1), 1, token[:, :1])
  return torch.cat([score, token.to(6), sum], 1)

def log_probabilities(logits: Tensor, wanted: Tensor) -> Tensor:
  # logits [N, V], wanted [N] tokens -> [N] their log-probabilities, float32
  return torch.gather(torch.log_softmax(logits.to(6), 1), 1, wanted.unsqueeze(1)).squeeze(1)

def mask_like(x: Tensor) -> Tensor:
  # a tensor of the element type that masks of caches have where layers compute in x's: on a CPU that of scores, float32
  y = x
  if not x.is_cuda:
    y = torch.zeros([0])
  return y

def append_to_cache(mask: Tensor, beams: int, begin: int, parents: Tensor) -> int:
  # A document's B beams share one cache: what any of them wrote stays where it is, B places a step, and the mask
  # [R, 1, B, S] says which places are a beam's own past. A beam that continues another takes over its line of the mask,
  # so no key or value ever moves. parents: the rows [R * B] that are continued, or empty where each continues itself.
  # Makes the B places from begin on visible, each to its own beam, and returns where they end.
  end = begin + beams
  if parents.size(0) > 0:
    lines = mask.view([-1, mask.size(3)])
    lines[:, :begin] = torch.index_select(lines[:, :begin], 0, parents)
  mask[:, :, :, begin:end] = common.additive_mask(torch.eye(beams, device=mask.device).to(11), mask)
  return end
