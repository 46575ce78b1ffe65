# What every model does, whatever its role. A family's program is a list of attributes, the methods that load them, and
# the layers; a role (encoder.ts.py, causal.ts.py, seq2seq.ts.py) goes through these layers. A class in these files has
# the methods of the one in its brackets, and its own instead where both have one.
class Transformer(Module):
  storage : str  # how linear layers hold their weights, see linear_layer
  element : int  # PyTorch's number of the type of all else: 5 float16, 6 float32, 15 bfloat16
  embedding : List[Tensor]  # of tokens [V, D], as the first layer gets it
  pooler : List[Tensor]  # empty, or BERT's linear layer on the first token [D, D]
  dense : List[List[Tensor]]  # linear layers [out, in] float32 behind the pooling
  dense_activations : List[str]  # what follows each of them, empty for nothing
  bias_kinds : List[int]  # per layer: which position_bias its attention adds, -1 for none; empty where no layer has one

  def bfloat16(self, w: Tensor) -> Tensor:
    # the bfloat16 numbers whose bits w holds as another type of that size
    return torch.view_copy(w, dtype=15)

  def position_bias(self, kind: int, queries: Tensor, keys: Tensor) -> Tensor:
    # queries [1 or R, Q], keys [1 or R, K] positions int64 -> what attention scores get added, [1 or R, 1 or H, Q, K]:
    # a family's relative positions, or minus infinity for keys outside of its window
    return torch.zeros([1, 1, 1, 1], device=keys.device)

  def masks(self, mask: Tensor, kinds: List[int], queries: Tensor, keys: Tensor) -> List[Tensor]:
    # mask [.., Q, K] with each kind of position_bias that some layer has, the kinds in order, and at last mask alone;
    # so that masks[kind] is a layer's, and masks[-1] that of one without
    all = annotate(List[Tensor], [])
    count = 0
    for kind in kinds:
      count = max(count, kind + 1)
    for kind in range(count):
      biased = mask
      if kind in kinds:
        biased = mask + self.position_bias(kind, queries, keys).to(mask)
      all.append(biased)
    all.append(mask)
    return all

  def kind(self, kinds: List[int], i: int) -> int:
    # which position_bias layer i has, -1 for none
    k = -1
    if len(kinds) > 0:
      k = kinds[i]
    return k

  def scores(self, q: Tensor, k: Tensor, mask: Tensor) -> Tensor:
    # q [.., H, Q, E], k [.., H, E, K] (transposed), mask broadcast to [.., H, Q, K] -> attention scores [.., H, Q, K]
    # in float32
    return (torch.matmul(q, k) * q.size(-1) ** -0.5 + mask).to(6)

  def probabilities(self, q: Tensor, k: Tensor, mask: Tensor) -> Tensor:
    # q [.., H, Q, E], k [.., H, K, E], mask as for scores -> attention weights [.., H, Q, K]
    return torch.softmax(self.scores(q, k.transpose(-2, -1), mask), -1)

  def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
    # attention of whole texts: q [R, H, Q, E], k, v [R, H, K, E], mask broadcast to [R, H, Q, K], none for a causal one
    # -> [R, H, Q, E]
    return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, mask is None)

  def attend_cached(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    # attention of a few queries, as the steps of a generation have: q [R, H, Q, E], k [R, G, E, K] (transposed; the
    # product is faster on many keys that lie so), v [R, G, K, E], mask broadcast to [R, H, Q, K] -> [R, H, Q, E]. The
    # fused kernel is no faster here, and with fewer than four queries and several threads it gives other last bits in
    # one row than in another. Query heads that share a key head are more queries of it. The product is computed in the
    # cache's type, see cache_like.
    r, h, n, e = q.size(0), q.size(1), q.size(2), q.size(3)
    queries = q.to(k)
    shared = h // k.size(1)
    if shared == 1:
      a = torch.matmul(torch.softmax(self.scores(queries, k, mask), -1).to(v), v)
    else:
      if mask.size(1) == 1:
        m = mask.repeat([1, 1, shared, 1])
      else:
        m = mask.reshape([mask.size(0), h // shared, shared * n, -1])
      grouped = queries.reshape([r, h // shared, shared * n, e])
      a = torch.matmul(torch.softmax(self.scores(grouped, k, m), -1).to(v), v).view([r, h, n, e])
    return a.to(q)

  def attention_with_statistics(
      self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, real: Tensor) -> Tuple[Tensor, Tensor]:
    # attention in full view: q, k, v [R, H, ., E], mask broadcast to [R, H, Q, K], real [R, Q] bool
    # -> output [R, H, Q, E] and statistics [R, H, 6]: the largest weight, and means over the true queries of the rest.
    # Weights exist for 128 queries at a time.
    weight = real.to(6)
    whole = mask.expand([-1, -1, q.size(2), -1])
    outputs = annotate(List[Tensor], [])
    largest = torch.zeros([q.size(0), q.size(1), 1], device=q.device)
    sums = torch.zeros([q.size(0), q.size(1), 5], device=q.device)
    for begin in range(0, q.size(2), 128):
      end = min(begin + 128, q.size(2))
      # Padding behind a text's end may lie outside of every window and see no key at all. The clamp spares it weights
      # that are no numbers, which the next layers would carry to all.
      s = torch.clamp_min(self.scores(q[:, :, begin:end], k.transpose(-2, -1), whole[:, :, begin:end]), -1e30)
      p = torch.softmax(s, 3)
      outputs.append(torch.matmul(p.to(v), v))
      m = common.statistics(p, torch.log_softmax(s, 3), begin, weight[:, begin:end])
      largest = torch.maximum(largest, m[:, :, :1])
      sums = sums + m[:, :, 1:]
    means = sums / torch.sum(weight, [1]).view([-1, 1, 1])
    return (torch.cat(outputs, 2), torch.cat([largest, means], 2))

  def load_dense(self, w: List[Tensor], device: Tensor, activation: str):
    # w: weight [out, in], bias [out] or empty
    like = device.to(6)
    storage = "packed"
    if like.is_cuda:
      storage = "plain"
    self.dense.append(common.linear_layer(w[0], w[1], like, storage))
    self.dense_activations.append(activation)

  def vectors(self, tokens: Tensor, lengths: Tensor, steps: List[str]) -> Tensor:
    # tokens [R, T] int64, lengths [R] int64 -> [R, D] float32; steps: a pooling (see pooled, or pooler),
    # and then any of dense, which is the next of these layers, and normalize
    h = self.hidden(tokens, lengths)
    if steps[0] == "pooler":
      y = common.activated(h[:, 0].contiguous(), self.pooler, "tanh").to(6)
    else:
      y = common.pooled(h, lengths, steps[0])
    i = 0
    for step in steps[1:]:
      if step == "normalize":
        y = common.unit(y)
      else:
        y = common.linear(y, self.dense[i])
        if self.dense_activations[i] != "":
          y = common.activate(y, self.dense_activations[i], "none")
        i += 1
    return y

  def has_pooler(self) -> bool:
    return len(self.pooler) > 0

  def token_vectors(self, tokens: Tensor) -> Tensor:
    # tokens [N] -> [N, D] float32
    return torch.embedding(self.embedding[0], tokens).to(6)
