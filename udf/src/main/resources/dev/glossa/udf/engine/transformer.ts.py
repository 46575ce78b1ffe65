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

  def embed_typed(self, tokens: Tensor, types: Tensor, positions: Tensor) -> Tensor:
    # embed, where types [R, T] int64 say to which of two texts a token counts; most families are not told
    return self.embed(tokens, positions)

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

  def packed_hidden(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int]) -> Tensor:
    # Of texts that stand one behind another, so that only attention computes padding. tokens, types, positions [1, N]
    # int64, N a multiple of 256; text r has places begins[r] .. begins[r] + lengths[r]. All but attention goes through
    # 256 places at a time, however many there are: so bits depend on no other text, and processors' caches hold them.
    # -> last hidden states [N + 16, D], zeros at the end
    n = 256
    blocks = annotate(List[Tensor], [])
    for begin in range(0, tokens.size(1), n):
      end = begin + n
      blocks.append(self.embed_typed(tokens[:, begin:end], types[:, begin:end], positions[:, begin:end]))
    masks = annotate(List[List[Tensor]], [])
    for length in lengths:
      own = torch.arange(common.round_up(length), device=tokens.device).unsqueeze(0)
      masks.append(self.masks(self.text_mask(length, blocks[0]), self.bias_kinds, own, own))
    for i in range(self.layers):
      qs, ks, vs = annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], [])
      for j in range(len(blocks)):
        q, k, v = self.qkv(i, blocks[j], positions[:, n * j:n * j + n])
        qs.append(q)
        ks.append(k)
        vs.append(v)
      a = self.attend_packed(
        self.joined(qs), self.joined(ks), self.joined(vs), masks, self.kind(self.bias_kinds, i), begins, lengths)
      for j in range(len(blocks)):
        blocks[j] = self.close_layer(i, blocks[j], a[n * j:n * j + n])
    for j in range(len(blocks)):
      blocks[j] = self.final_norm(blocks[j])
    blocks.append(torch.zeros_like(blocks[0][:16]))
    return torch.cat(blocks, 0)

  def joined(self, parts: List[Tensor]) -> Tensor:
    # queries, keys or values [1, H, 256, E] of each block -> [1, H, N + 16, E], zeros at the end
    all = annotate(List[Tensor], [])
    for part in parts:
      all.append(part)
    all.append(torch.zeros_like(parts[0][:, :, :16]))
    return torch.cat(all, 2)

  def attend_packed(
      self, q: Tensor, k: Tensor, v: Tensor, masks: List[List[Tensor]], kind: int, begins: List[int],
      lengths: List[int]) -> Tensor:
    # attention of each text alone: q [1, H, N + 16, E], k, v [1, G, N + 16, E], masks of each text as masks gives them
    # -> [N + 16, H * E], zeros between the texts. What a text reads ends at a multiple of 16, as in a batch of rows:
    # behind its end another one begins, which its mask hides.
    k, v = common.repeat_heads(k, q.size(1)), common.repeat_heads(v, q.size(1))
    a = torch.zeros([q.size(2), q.size(1) * v.size(3)], dtype=q.dtype, device=q.device)
    for r in range(len(begins)):
      begin, end = begins[r], begins[r] + common.round_up(lengths[r])
      mask = annotate(Optional[Tensor], None)
      if kind >= 0 or not self.is_causal():
        mask = masks[r][kind]
      own = self.attend(q[:, :, begin:end], k[:, :, begin:end], v[:, :, begin:end], mask)
      a[begin:begin + lengths[r]] = common.join_heads(own)[:lengths[r]]
    return a

  def text(self, h: Tensor, begin: int, length: int) -> Tensor:
    # h [N + 16, D] of texts that stand one behind another -> one of them as a batch's only row, [1, T, D]
    return h[begin:begin + common.round_up(length)].unsqueeze(0)

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
    return self.vectors_of(self.hidden(tokens, lengths), lengths, steps)

  def packed_vectors(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], steps: List[str]
      ) -> Tensor:
    # vectors of texts that stand one behind another, see packed_hidden
    h = self.packed_hidden(tokens, types, positions, begins, lengths)
    all = annotate(List[Tensor], [])
    for r in range(len(begins)):
      length = torch.full([1], lengths[r], dtype=4, device=h.device)
      all.append(self.vectors_of(self.text(h, begins[r], lengths[r]), length, steps))
    return torch.cat(all, 0)

  def vectors_of(self, h: Tensor, lengths: Tensor, steps: List[str]) -> Tensor:
    # h [R, T, D] last hidden states; the rest as in vectors
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
