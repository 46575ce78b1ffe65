# What every model does, whatever its role. A family's program is a list of attributes, the methods that load them, and
# the layers; a role (encoder.ts.py, causal.ts.py, seq2seq.ts.py) goes through these layers. A class in these files has
# the methods of the one in its brackets, and its own instead where both have one.
class Transformer(Module):
  storage : str  # how linear layers hold their weights, see linear_layer
  element : int  # PyTorch's number of the type of all else: 5 float16, 6 float32, 15 bfloat16
  attention_element : int  # the same of keys and values that every step of a decoder reads. Where it is bfloat16 on a
                           # CPU, attention of whole texts multiplies numbers of it as well
  embedding : List[Tensor]  # token_table [V, D]
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

  def turns(self, positions: Tensor) -> List[Tensor]:
    # positions [1 or R, T] -> what qkv turns queries and keys by, looked up once for all layers: cosines and sines
    # [1 or R, 1, T, F] of each kind of rotation; nothing in families that turn none
    return annotate(List[Tensor], [])

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
    return torch.matmul(self.divided(q).to(k), k).to(6) + mask

  def divided(self, q: Tensor) -> Tensor:
    # queries [.., E] divided by the square root of E, as attention scores would be, of which there are more
    return q * q.size(-1) ** -0.5

  def probabilities(self, q: Tensor, k: Tensor, mask: Tensor) -> Tensor:
    # q [.., H, Q, E], k [.., H, K, E], mask as for scores -> attention weights [.., H, Q, K]
    return torch.softmax(self.scores(q, k.transpose(-2, -1), mask), -1)

  def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
    # attention of whole texts: q [R, H, Q, E], k, v [R, H, K, E], mask broadcast to [R, H, Q, K], none for a causal one
    # -> [R, H, Q, E]
    return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, mask is None)

  def multiplies_bfloat16(self, x: Tensor) -> bool:
    # whether attention of what has x's device multiplies bfloat16 on a CPU
    return self.attention_element == 15 and not x.is_cuda

  def attends_in_bfloat16(self, x: Tensor, kind: int) -> bool:
    # whether attention of what has x's device and this position_bias is computed in bfloat16 from its first product to
    # its second: a bias or a cap would lose too much by it
    return kind < 0 and self.multiplies_bfloat16(x)

  def attend_in_parts(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, seen: int) -> Tensor:
    # the same of one text, q, k, v [1, H, ., E] bfloat16, q divided by sqrt(E), without position_bias, for which
    # bfloat16 is too coarse: by products of it, which are more than twice as fast as those of the fused kernel. Weights
    # exist for 256 queries at a time; where a text is read in one direction, only those up to the last of the queries.
    # seen: how many of the keys are the text's, before those that a multiple of 16 adds. Only behind them, or behind a
    # query, does the mask hide any.
    t, past = q.size(2), k.size(2) - q.size(2)
    # Products of bfloat16 want a text's heads one behind another, and copy what lies otherwise, the keys slowly where
    # they are turned.
    keys, values = k.contiguous(), v.contiguous()
    parts = annotate(List[Tensor], [])
    for begin in range(0, t, 256):
      end = min(begin + 256, t)
      last = k.size(2)
      if self.is_causal():
        last = past + end
      s = torch.matmul(q[:, :, begin:end], keys[:, :, :last].transpose(-2, -1))
      if self.is_causal():
        s[:, :, :, past + begin:].add_(mask[:, :, begin:end, past + begin:last].to(15))
      else:
        s[:, :, :, seen:] = float("-inf")
      parts.append(torch.matmul(torch.softmax(s, -1), values[:, :, :last]))
    return torch.cat(parts, 2)

  def attend_cached(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, kind: int) -> Tensor:
    # attention of a few queries, as the steps of a generation have: q [R, H, Q, E], k, v [R, G, K, E], mask with this
    # position_bias broadcast to [R, H, Q, K] -> [R, H, Q, E]. Query heads that share a key head are more queries of it.
    # A GPU waits for its next operation here, so the fused kernel is the faster one. On a CPU it is not, and with fewer
    # than four queries and several threads it gives other last bits in one row than in another; there the product is
    # computed in the cache's type.
    r, h, n, e = q.size(0), q.size(1), q.size(2), q.size(3)
    queries, m = q, mask
    shared = h // k.size(1)
    if shared > 1:
      queries = queries.reshape([r, h // shared, shared * n, e])
      if mask.size(1) > 1:
        m = mask.reshape([mask.size(0), h // shared, shared * n, -1])
      elif n > 1:
        m = mask.repeat([1, 1, shared, 1])
    if q.is_cuda:
      a = self.attend(queries.to(k), k, v, m)
    elif self.attends_in_bfloat16(q, kind):
      # The product is rounded to bfloat16, and minus infinity is the same there, so float32 would say nothing more.
      s = torch.matmul(self.divided(queries).to(k), k.transpose(-2, -1)).add_(m.to(k))
      a = torch.matmul(torch.softmax(s, -1), v)
    else:
      a = torch.matmul(self.probabilities(queries, k, m).to(v), v)
    return a.reshape([r, h, n, e]).to(q)

  def packed_hidden(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int
      ) -> Tensor:
    # -> last hidden states [N + 16, D] of texts that stand one behind another, zeros at the end
    h, kept = self.packed_read(tokens, types, positions, begins, lengths, block, "nothing", self.none())
    return h

  def none(self) -> List[List[Tensor]]:
    # what texts that begin with nothing in common go on after
    return annotate(List[List[Tensor]], [])

  def packed_read(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int,
      keep: str, before: List[List[Tensor]]) -> Tuple[Tensor, List[List[Tensor]]]:
    # Of texts that stand one behind another, so that only attention computes padding. tokens, types, positions [1, N]
    # int64; text r has places begins[r] .. begins[r] + lengths[r]. All but attention goes through a block of places at
    # a time, which processors' caches hold, and in the end through those that are left; they are a block as well, or
    # no number is unlike: so bits depend on no other text. before: keys, and in a second list values, [1, G, P, E] of
    # each layer for the P tokens that all texts go on after, or no lists.
    # -> last hidden states [N + 16, D], zeros at the end, and of each layer what keep names: "statistics" of attention
    # [texts, H, 6]; "cache": keys, and in a second list values, [1, G, N + 16, E]; or nothing
    past = 0
    if len(before) > 0:
      past = before[0][0].size(2)
    places, n = positions + past, tokens.size(1)
    turns = self.turns(places)
    x = torch.zeros([0])
    for begin in range(0, n, block):
      end = min(begin + block, n)
      part = self.embed_typed(tokens[:, begin:end], types[:, begin:end], places[:, begin:end])
      x = self.put_lines(x, n, begin, part)
    masks = annotate(List[List[Tensor]], [])
    for length in lengths:
      keys = torch.arange(past + common.round_up(length), device=tokens.device).unsqueeze(0)
      masks.append(self.masks(self.text_mask(length, past, x), self.bias_kinds, keys[:, past:], keys))
    kept = annotate(List[List[Tensor]], [annotate(List[Tensor], []), annotate(List[Tensor], [])])
    for i in range(self.layers):
      kind = self.kind(self.bias_kinds, i)
      in_parts = keep != "statistics" and self.attends_in_bfloat16(x, kind)
      element = self.element
      if in_parts:
        element = 15
      q, k, v = torch.zeros([0]), torch.zeros([0]), torch.zeros([0])
      for begin in range(0, n, block):
        end = min(begin + block, n)
        turn = annotate(List[Tensor], [])
        for t in turns:
          turn.append(t[:, :, begin:end])
        part_q, part_k, part_v = self.qkv(i, x[begin:end], end - begin, turn)
        if in_parts:
          part_q = self.divided(part_q)
        q = self.put(q, n, begin, part_q, element)
        k, v = self.put(k, n, begin, part_k, element), self.put(v, n, begin, part_v, element)
      if keep == "cache":
        kept[0].append(k)
        kept[1].append(v)
      own = annotate(List[Tensor], [])
      if past > 0:
        own.append(before[0][i])
        own.append(before[1][i])
      a, statistics = self.attend_packed(
        q, k, v, masks, kind, begins, lengths, begins, lengths, keep, own)
      if keep == "statistics":
        kept[0].append(statistics)
      h = torch.zeros([0])
      for begin in range(0, n, block):
        end = min(begin + block, n)
        h = self.put_lines(h, n, begin, self.close_layer(i, x[begin:end], a[begin:end]))
      x = h
    y = torch.zeros([0])
    for begin in range(0, n, block):
      y = self.put_lines(y, n, begin, self.final_norm(x[begin:min(begin + block, n)]))
    return (y, kept)

  def unlike(self, few: int, many: int) -> Tensor:
    # -> [1]: how many numbers of the first layer are others where another multiple of `few` places, up to `many`, goes
    # through it at a time. On some processors some libraries' products are.
    positions = torch.zeros([1, many], dtype=4, device=self.embedding[0].device)
    tokens = torch.remainder(torch.arange(many, device=positions.device), self.embedding[0].size(0)).unsqueeze(0)
    x = self.embed_typed(tokens, positions, positions)
    parts = annotate(List[Tensor], [])
    for begin in range(0, many, few):
      end = begin + few
      parts.append(self.first_layer(x[begin:end], positions[:, begin:end]))
    expected = torch.cat(parts, 0)
    count = torch.zeros([1], device=x.device)
    for end in range(2 * few, many + 1, few):
      count = count + torch.sum(torch.ne(self.first_layer(x[:end], positions[:, :end]), expected[:end]).to(6))
    return count

  def first_layer(self, x: Tensor, positions: Tensor) -> Tensor:
    # x [T, D], positions [1, T] -> [T, D], where attention gives each place its own values
    q, k, v = self.qkv(0, x, x.size(0), self.turns(positions))
    return self.close_layer(0, x, common.join_heads(common.repeat_heads(v, q.size(1))))

  def put_lines(self, all: Tensor, n: int, begin: int, part: Tensor) -> Tensor:
    # all [N + 16, D], or [0] before the first part; part [., D] of its lines from begin on -> all, zeros at the end.
    # Each loop over parts puts them into a tensor of its own: of a tensor or a list that one loop changes in place and
    # another one reads, the optimizer may read what was there before, from the second call on.
    y = all
    if all.size(0) == 0:
      y = torch.empty([n + 16, part.size(1)], dtype=part.dtype, device=part.device)
      y[n:] = 0.0
    y[begin:begin + part.size(0)] = part
    return y

  def put(self, all: Tensor, n: int, begin: int, part: Tensor, element: int) -> Tensor:
    # the same of queries, keys or values, as this element type: part [1, H, ., E], all [1, H, N + 16, E], of which a
    # place's numbers stand side by side
    y = all
    if all.size(0) == 0:
      y = torch.empty([1, n + 16, part.size(1), part.size(3)], dtype=element, device=part.device).transpose(1, 2)
      y[:, :, n:] = 0.0
    y[:, :, begin:begin + part.size(2)] = part
    return y

  def attend_packed(
      self, q: Tensor, k: Tensor, v: Tensor, masks: List[List[Tensor]], kind: int, begins: List[int],
      lengths: List[int], key_begins: List[int], key_lengths: List[int], keep: str, before: List[Tensor]
      ) -> Tuple[Tensor, Tensor]:
    # attention of each text alone: q [1, H, N + 16, E], k, v [1, G, M + 16, E] of it or of another text, as attend or
    # attend_in_parts takes them, masks of each as masks gives them, before: keys and values [1, G, P, E] that all go on
    # after, or nothing
    # -> [N + 16, H * E], zeros between the texts, and where keep is "statistics" those of each text [texts, H, 6]. What
    # a text reads ends at a multiple of 16, as in a batch of rows: behind its end another one begins, which its mask
    # hides.
    a = torch.zeros([q.size(2), q.size(1), v.size(3)], dtype=q.dtype, device=q.device)
    all = annotate(List[Tensor], [])
    for r in range(len(begins)):
      begin, end = begins[r], begins[r] + common.round_up(lengths[r])
      first, last = key_begins[r], key_begins[r] + common.round_up(key_lengths[r])
      own_k, own_v = k[:, :, first:last], v[:, :, first:last]
      if len(before) > 0:
        own_k = torch.cat([before[0].to(k), own_k], 2)
        own_v = torch.cat([before[1].to(v), own_v], 2)
      own_k, own_v = common.repeat_heads(own_k, q.size(1)), common.repeat_heads(own_v, q.size(1))
      if keep == "statistics":
        real = torch.lt(torch.arange(end - begin, device=q.device), lengths[r]).unsqueeze(0)
        own, s = self.attention_with_statistics(q[:, :, begin:end], own_k, own_v, masks[r][kind], real)
        all.append(s)
      elif self.attends_in_bfloat16(q, kind):
        seen = own_k.size(2) - common.round_up(key_lengths[r]) + key_lengths[r]
        own = self.attend_in_parts(q[:, :, begin:end], own_k, own_v, masks[r][kind], seen)
      else:
        mask = annotate(Optional[Tensor], None)
        if kind >= 0 or len(before) > 0 or not self.is_causal():
          mask = masks[r][kind]
        own = self.attend(q[:, :, begin:end], own_k, own_v, mask)
      a[begin:begin + lengths[r]] = own[0].transpose(0, 1)[:lengths[r]]
    statistics = torch.zeros([0])
    if keep == "statistics":
      statistics = torch.cat(all, 0)
    return (a.view([a.size(0), -1]), statistics)

  def row_places(self, begins: List[int], lengths: List[int], t: int, like: Tensor) -> Tensor:
    # where places of rows stand among texts one behind another: [texts, T] int64, -1 for those behind a text's end
    columns = torch.arange(t, device=like.device).unsqueeze(0)
    first = torch.tensor(begins, dtype=4, device=like.device).unsqueeze(1)
    size = torch.tensor(lengths, dtype=4, device=like.device).unsqueeze(1)
    return torch.where(torch.lt(columns, size), columns + first, torch.full_like(columns, -1))

  def in_rows(self, k: Tensor, places: Tensor) -> Tensor:
    # k [1, G, N + 16, E] keys or values as put lays them, zeros at the end; places [texts, T] of row_places
    # -> [texts, G, T, E]
    at = torch.remainder(places, k.size(2)).view([-1])
    picked = torch.index_select(k.squeeze(0).transpose(0, 1), 0, at)
    return picked.view([places.size(0), places.size(1), k.size(1), k.size(3)]).transpose(1, 2)

  def places(self, x: Tensor, n: int) -> int:
    # what caches and masks for n tokens have, as many as whole blocks
    step = 16
    if self.multiplies_bfloat16(x):
      step = 64
    return (n + step - 1) // step * step

  def first_places(self, x: Tensor, n: int, room: int) -> int:
    # what caches have at first, for n tokens and room for others. Products of bfloat16 copy the part of a cache that
    # they read on a CPU, so there caches have no other part, and grow by a block when one is full.
    more = room
    if self.multiplies_bfloat16(x):
      more = 1
    return self.places(x, n + more)

  def cache(self, k: Tensor, size: int) -> Tensor:
    # keys or values [R, G, T, E] -> [R, G, size, E], zeros after them
    c = torch.empty([k.size(0), k.size(1), size, k.size(3)], dtype=self.attention_element, device=k.device)
    c[:, :, :k.size(2)] = k
    c[:, :, k.size(2):] = 0.0
    return c

  def append(self, caches: List[Tensor], i: int, past: int, k: Tensor, used: int) -> Tensor:
    # puts keys or values k [R, G, B, E] behind the P places of layer i's cache that are full, which grows where it has
    # to -> the places that are used [R, G, used, E]
    c = caches[i]
    if c.size(2) < used:
      c = self.cache(c, used)
      caches[i] = c
    c[:, :, past:past + k.size(2)] = k
    return c[:, :, :used]

  def narrow(self, state: List[List[Tensor]], rows: Tensor) -> int:
    # leaves only these rows [N] in what begin and blank give, in place -> their number
    for part in state:
      for i in range(len(part)):
        part[i] = torch.index_select(part[i], 0, rows)
    return rows.size(0)

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
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int,
      steps: List[str]) -> Tensor:
    # vectors of texts that stand one behind another, see packed_read
    h = self.packed_hidden(tokens, types, positions, begins, lengths, block)
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

  def packed_attention(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int
      ) -> List[Tensor]:
    # -> attention statistics [texts, layers, H, 6] of texts that stand one behind another, see packed_read
    h, kept = self.packed_read(tokens, types, positions, begins, lengths, block, "statistics", self.none())
    return [torch.stack(kept[0], 1)]

  def has_pooler(self) -> bool:
    return len(self.pooler) > 0

  def embed_tokens(self, tokens: Tensor) -> Tensor:
    # tokens [..] -> [.., D], as the first layer gets them, but for positions
    return common.look_up(self.embedding[0], tokens, 1.0, self.element)

  def token_vectors(self, tokens: Tensor) -> Tensor:
    # tokens [N] -> [N, D] float32
    return self.embed_tokens(tokens).to(6)
