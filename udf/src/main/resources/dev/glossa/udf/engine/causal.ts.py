# A model that continues a text. Its family gives
#   embed(tokens [R, T], positions [1 or R, T]) -> x [R * T, D]
#   qkv(i, x, t, turns) -> query [R, H, T, E], key and value [R, G, T, E] of layer i; t: how many are T; turns: see
#     transformer.ts.py
#   close_layer(i, x, a [R * T, H * E]) -> x [R * T, D]: the rest of layer i after attention
#   final_norm(x [N, D]) -> [N, D]
# Rows are padded on the right: causal attention never looks there, and a cache hides it by its mask.
class Causal(Transformer):
  layers : int
  max_positions : int
  head : List[Tensor]  # linear layer [V, D]

  def is_causal(self) -> bool:
    return True

  def text_mask(self, length: int, past: int, like: Tensor) -> Tensor:
    # of one text, padded to a multiple of 16, that goes on after P tokens: [1, 1, T, P + T]
    return common.causal_mask(common.round_up(length), past, like)

  def logits(self, x: Tensor) -> Tensor:
    # x [N, D] after the final norm -> [N, V]
    return common.linear(x, self.head)

  def read(
      self, tokens: Tensor, keep: str, real: Tensor, number: int,
      before: List[List[Tensor]]) -> Tuple[Tensor, List[List[Tensor]]]:
    # tokens [R, T] int64; before: keys, and in a second list values, [1, G, P, E] of each layer for the P tokens that
    # all rows go on after, or no lists
    # -> the last layer's output [R * T, D] before the final norm, and of each layer what keep names: "statistics" of
    # attention [R, H, 6] over the tokens that are real [R, T]; "weights" of attention [H, T, T] of row number; "cache":
    # keys, and in a second list values, [R, G, number, E], of which the first P + T are filled; or nothing
    r, t, past = tokens.size(0), tokens.size(1), 0
    if len(before) > 0:
      past = before[0][0].size(2)
    key_positions = torch.arange(past + t, device=tokens.device).unsqueeze(0)
    positions = key_positions[:, past:]
    x = self.embed(tokens, positions)
    turns = self.turns(positions)
    masks = self.masks(common.causal_mask(t, past, x), self.bias_kinds, positions, key_positions)
    kept = annotate(List[List[Tensor]], [annotate(List[Tensor], []), annotate(List[Tensor], [])])
    for i in range(self.layers):
      q, k, v = self.qkv(i, x, t, turns)
      if past > 0:
        k = torch.cat([before[0][i].to(k).expand([r, -1, -1, -1]), k], 2)
        v = torch.cat([before[1][i].to(v).expand([r, -1, -1, -1]), v], 2)
      if keep == "cache":
        kept[0].append(self.cache(k, number))
        kept[1].append(self.cache(v, number))
      k, v = common.repeat_heads(k, q.size(1)), common.repeat_heads(v, q.size(1))
      kind = self.kind(self.bias_kinds, i)
      if keep == "statistics":
        a, s = self.attention_with_statistics(q, k, v, masks[kind], real)
        kept[0].append(s)
      else:
        if keep == "weights":
          kept[0].append(self.probabilities(q[number], k[number], masks[kind][0]))
        mask = annotate(Optional[Tensor], None)
        if kind >= 0 or past > 0:
          mask = masks[kind]
        a = self.attend(q, k, v, mask)
      x = self.close_layer(i, x, common.join_heads(a))
    return (x, kept)

  def hidden(self, tokens: Tensor, lengths: Tensor) -> Tensor:
    # tokens [R, T] int64 -> last hidden state, after the final norm [R, T, D]
    x, kept = self.read(tokens, "nothing", lengths, 0, self.none())
    return self.final_norm(x).view([tokens.size(0), tokens.size(1), -1])

  def score(self, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> [R, T - 1]: -log p(token at t + 1 | tokens up to t) in nats; what stands beyond a row's length means nothing.
    # Logits exist for a few positions of all rows at a time, about 256 lines of [V].
    h = self.hidden(tokens, lengths)
    r, t, d = h.size(0), h.size(1), h.size(2)
    block = max(1, 256 // r)
    parts = annotate(List[Tensor], [torch.zeros([r, 0], device=h.device)])
    for begin in range(0, t - 1, block):
      end = min(begin + block, t - 1)
      logits = self.logits(h[:, begin:end].reshape([-1, d])).to(6)
      targets = tokens[:, begin + 1:end + 1].reshape([-1, 1])
      parts.append(torch.gather(torch.log_softmax(logits, 1), 1, targets).view([r, -1]) * -1.0)
    return torch.cat(parts, 1)

  def packed_score(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int
      ) -> Tensor:
    # -> [N]: -log p(token behind place n | its text up to n) in nats, of texts that stand one behind another, see
    # packed_read; what stands at a text's last place and between texts means nothing
    h = self.packed_hidden(tokens, types, positions, begins, lengths, block)
    targets = torch.cat([tokens[0][1:], tokens[0][:1]])
    parts = annotate(List[Tensor], [])
    # Lines of the vocabulary's length are many numbers, so there are no more than 256 at a time.
    lines = min(block, 256)
    for begin in range(0, tokens.size(1), lines):
      logits = self.logits(h[begin:begin + lines])
      parts.append(common.log_probabilities(logits, targets[begin:begin + lines]) * -1.0)
    return torch.cat(parts, 0)

  def expected(self, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> logits [R, V] float32 of what follows each row
    h = self.hidden(tokens, lengths)
    return self.logits(h[torch.arange(h.size(0), device=h.device), lengths - 1]).to(6)

  def packed_expected(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int
      ) -> Tensor:
    # the same of texts that stand one behind another, see packed_read. The head has 16 lines at a time, as many as it
    # may have spare ones.
    h = self.packed_hidden(tokens, types, positions, begins, lengths, block)
    n = len(begins)
    ends = annotate(List[int], [])
    for r in range(common.round_up(n)):
      if r < n:
        ends.append(begins[r] + lengths[r] - 1)
      else:
        ends.append(h.size(0) - 1)
    last = torch.index_select(h, 0, torch.tensor(ends, dtype=4, device=h.device))
    parts = annotate(List[Tensor], [])
    for begin in range(0, len(ends), 16):
      parts.append(self.logits(last[begin:begin + 16]).to(6))
    return torch.cat(parts, 0)[:n]

  def attention(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor) -> List[Tensor]:
    # -> attention statistics [R, layers, H, 6]; a model of one part reads no targets
    x, kept = self.read(tokens, "statistics", common.padding_mask(lengths, tokens.size(1)), 0, self.none())
    return [torch.stack(kept[0], 1)]

  def matrices(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor, row: int) -> List[Tensor]:
    # -> one row's attention weights [layers, H, T, T]
    x, kept = self.read(tokens, "weights", lengths, row, self.none())
    return [torch.stack(kept[0], 0)]

  def beginning(self, tokens: Tensor) -> List[List[Tensor]]:
    # tokens [1, P], P a multiple of 16 -> what begin_after takes for rows that go on after them
    x, caches = self.read(tokens, "cache", tokens, tokens.size(1), self.none())
    # One by one: of lists that are returned as they are, the optimizer leaves out what was appended, from the second
    # call on.
    return [caches[0], caches[1]]

  def begin(self, tokens: Tensor, lengths: Tensor, beams: int, room: int) -> List[List[Tensor]]:
    return self.begin_after(tokens, lengths, self.none(), beams, room)

  def begin_after(
      self, tokens: Tensor, lengths: Tensor, before: List[List[Tensor]], beams: int, room: int) -> List[List[Tensor]]:
    # Reads the prompts. tokens [R, T], lengths [R], before as in read; room: new tokens that each of the B beams may
    # write.
    # -> what step continues, S places at least P + T + room * B: first [lengths [R] of whole prompts, mask [R, 1, B, S]
    # additive, positions of the keys [R, S] int64, final hidden state of each prompt's last token [R, D]]; then the
    # keys, and then the values, of each layer [R, G, S, E], or fewer places at first, see first_places
    r, t, past = tokens.size(0), tokens.size(1), 0
    if len(before) > 0:
      past = before[0][0].size(2)
    size = self.first_places(tokens, past + t, room * beams)
    x, caches = self.read(tokens, "cache", lengths, size, before)
    last = x.view([r, t, -1])[torch.arange(r, device=x.device), lengths - 1]
    return [self.begun(lengths + past, past + t, self.final_norm(last), beams, room), caches[0], caches[1]]

  def begun(self, lengths: Tensor, end: int, last: Tensor, beams: int, room: int) -> List[Tensor]:
    # the first list of begin_after's, for whole prompts of these lengths [R] in `end` places
    r, size = lengths.size(0), self.places(last, end + room * beams)
    like = common.mask_like(last)
    mask = torch.full([r, 1, beams, size], float("-inf"), dtype=like.dtype, device=last.device)
    mask[:, :, :, :end] = common.additive_mask(common.padding_mask(lengths, end), like).view([r, 1, 1, end])
    positions = torch.zeros([r, size], dtype=4, device=last.device)
    positions[:, :end] = torch.arange(end, device=last.device)
    return [lengths, mask, positions, last]

  def packed_begin(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int,
      t: int, beams: int, room: int) -> List[List[Tensor]]:
    return self.packed_begin_after(
      tokens, types, positions, begins, lengths, block, self.none(), t, beams, room)

  def packed_begin_after(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int,
      before: List[List[Tensor]], t: int, beams: int, room: int) -> List[List[Tensor]]:
    # begin_after of prompts that stand one behind another, see packed_read; t: places that each has in its row
    h, kept = self.packed_read(tokens, types, positions, begins, lengths, block, "cache", before)
    past = 0
    if len(before) > 0:
      past = before[0][0].size(2)
    size = self.first_places(h, past + t, room * beams)
    places = self.row_places(begins, lengths, t, h)
    keys, values = annotate(List[Tensor], []), annotate(List[Tensor], [])
    for i in range(self.layers):
      k, v = self.in_rows(kept[0][i], places), self.in_rows(kept[1][i], places)
      if past > 0:
        k = torch.cat([before[0][i].to(k).expand([k.size(0), -1, -1, -1]), k], 2)
        v = torch.cat([before[1][i].to(v).expand([v.size(0), -1, -1, -1]), v], 2)
      keys.append(self.cache(k, size))
      values.append(self.cache(v, size))
    all = torch.tensor(lengths, dtype=4, device=h.device)
    last = torch.index_select(h, 0, torch.tensor(begins, dtype=4, device=h.device) + all - 1)
    return [self.begun(all + past, past + t, last, beams, room), keys, values]

  def blank(self, r: int, beams: int) -> List[List[Tensor]]:
    # what begin gives for R rows that have read nothing, with room for one token of each beam
    zeros = torch.zeros([1, 1], dtype=4, device=self.embedding[0].device)
    x = self.embed(zeros, zeros)
    q, k, v = self.qkv(0, x, 1, self.turns(zeros))
    lengths = torch.zeros([r], dtype=4, device=x.device)
    none = torch.zeros([r, k.size(1), 0, k.size(3)], dtype=x.dtype, device=x.device)
    keys, values = annotate(List[Tensor], []), annotate(List[Tensor], [])
    size = self.first_places(x, 0, beams)
    for i in range(self.layers):
      keys.append(self.cache(none, size))
      values.append(self.cache(none, size))
    return [self.begun(lengths, 0, x.expand([r, -1]), beams, 1), keys, values]

  def first(self, state: List[List[Tensor]], beams: int) -> Tensor:
    # what follows the prompts: logits [R * B, V], the same for all beams of a row
    return torch.repeat_interleave(self.logits(state[0][3]), beams, 0)

  def next(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, tokens: Tensor, parents: Tensor) -> Tensor:
    # tokens [R * B] to append after `written` others, parents [0 or R * B]; past: places of the caches that are full
    # -> logits [R * B, V]
    lengths, mask, key_positions, keys, values = state[0][0], state[0][1], state[0][2], state[1], state[2]
    end = common.append_to_cache(mask, beams, past, parents)
    used = self.places(mask, end)
    # A row that has ended stays at the last position.
    position = torch.clamp_max(lengths + written, self.max_positions - 1).unsqueeze(1)
    positions = position.expand([-1, beams])
    key_positions[:, past:end] = positions
    masks = self.masks(mask[:, :, :, :used], self.bias_kinds, positions, key_positions[:, :used])
    turns = self.turns(positions)
    x = self.embed(tokens.view([-1, beams]), positions)
    for i in range(self.layers):
      q, k, v = self.qkv(i, x, beams, turns)
      k, v = self.append(keys, i, past, k, used), self.append(values, i, past, v, used)
      kind = self.kind(self.bias_kinds, i)
      a = self.attend_cached(q, k, v, masks[kind], kind)
      x = self.close_layer(i, x, common.join_heads(a))
    return self.logits(self.final_norm(x))

  def step(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, entries: Tensor, sizes: List[int],
      penalty: float, normalize: bool, total: bool, count: int, mask: Tensor) -> Tensor:
    # entries int64, sizes of its four parts: tokens (none: what follows the prompts), parents, penalized, banned
    # -> the best continuations, see best
    tokens, parents, penalized, banned = torch.split_with_sizes(entries, sizes)
    if sizes[0] == 0:
      logits = self.first(state, beams)
    else:
      logits = self.next(state, beams, past, written, tokens, parents)
    return common.best(logits, penalized, penalty, banned, normalize, total, count, mask)

  def weigh(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, tokens: Tensor, wanted: Tensor) -> Tensor:
    # tokens as for next, or none: what follows the prompts; wanted [R * B] -> log-probability [R * B] that each row
    # goes on with the token wanted of it
    if tokens.size(0) == 0:
      logits = self.first(state, beams)
    else:
      logits = self.next(state, beams, past, written, tokens, torch.zeros([0], dtype=4, device=tokens.device))
    return common.log_probabilities(logits, wanted)
