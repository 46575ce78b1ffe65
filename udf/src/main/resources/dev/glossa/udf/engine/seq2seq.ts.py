# A model that reads one text with an encoder and writes another. S source positions, T target positions. Its family
# gives what encoder.ts.py asks for, and of the decoder
#   decoder_embed(tokens [R, T], positions [1 or R, T]) -> x [R * T, D]
#   decoder_qkv(i, x, positions) -> query [R, H, T, E], key and value [R, H, T, E] of layer i
#   close_self_attention(i, x, a [R * T, H * E]) -> x [R * T, D]
#   cross_query(i, x, t) -> [R, H, T, E]
#   cross_kv(i, h [R * S, D], s) -> keys and values [2, R, H, S, E] from the encoder's output
#   close_decoder_layer(i, x, a [R * T, H * E]) -> x [R * T, D]: the rest of the layer after cross-attention
class Seq2seq(Encoder):
  decoder_layers : int
  decoder_bias_kinds : List[int]  # as bias_kinds, of the decoder's own attention
  head : List[Tensor]  # linear layer [V, D]

  def decoder_final_norm(self, x: Tensor) -> Tensor:
    # x [N, D] after the last layer -> the same, for families that end with a norm
    return x

  def logits(self, x: Tensor) -> Tensor:
    # x [N, D] after the final norm -> [N, V]
    return common.linear(x, self.head)

  def read_both(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor, keep: str, row: int
      ) -> List[List[Tensor]]:
    # tokens [R, S], targets [R, T] what the decoder reads -> of each layer of encoder, decoder and cross-attention what
    # keep names: "statistics" of attention [R, H, 6], "weights" of one row's attention [H, queries, keys], or nothing;
    # and in a last list what the decoder's last layer gives [R * T, D]
    r, s, t = tokens.size(0), tokens.size(1), targets.size(1)
    h, encoder = self.read(tokens, lengths, keep, row)
    positions = torch.arange(t, device=tokens.device).unsqueeze(0)
    real = common.padding_mask(target_lengths, t)
    x = self.decoder_embed(targets, positions)
    source_mask = common.additive_mask(common.padding_mask(lengths, s), x).view([r, 1, 1, s])
    masks = self.masks(common.causal_mask(t, 0, x), self.decoder_bias_kinds, positions, positions)
    decoder = annotate(List[Tensor], [])
    cross = annotate(List[Tensor], [])
    for i in range(self.decoder_layers):
      q, k, v = self.decoder_qkv(i, x, positions)
      mask = masks[self.kind(self.decoder_bias_kinds, i)]
      if keep == "statistics":
        a, m = self.attention_with_statistics(q, k, v, mask, real)
        decoder.append(m)
      else:
        if keep == "weights":
          decoder.append(self.probabilities(q[row], k[row], mask[0]))
        a = self.attend(q, k, v, mask)
      x = self.close_self_attention(i, x, common.join_heads(a))
      q = self.cross_query(i, x, t)
      kv = self.cross_kv(i, h, s)
      if keep == "statistics":
        a, m = self.attention_with_statistics(q, kv[0], kv[1], source_mask, real)
        cross.append(m)
      else:
        if keep == "weights":
          cross.append(self.probabilities(q[row], kv[0][row], source_mask[row]))
        a = self.attend(q, kv[0], kv[1], source_mask)
      x = self.close_decoder_layer(i, x, common.join_heads(a))
    return [encoder, decoder, cross, [x]]

  def classify_at(self, tokens: Tensor, lengths: Tensor, targets: Tensor, places: Tensor) -> Tensor:
    # targets [R, T]: what the decoder reads, as many as the tokens; places [R] int64: of the token whose output a text
    # is labeled by -> logits of its labels [R, L]
    x = self.read_both(tokens, lengths, targets, lengths, "nothing", 0)[3][0]
    h = self.decoder_final_norm(x).view([tokens.size(0), tokens.size(1), -1])
    return self.labels(h[torch.arange(h.size(0), device=h.device), places])

  def attention(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor) -> List[Tensor]:
    # -> attention statistics of encoder, decoder and cross-attention, [R, layers, H, 6] each
    parts = self.read_both(tokens, lengths, targets, target_lengths, "statistics", 0)
    return [torch.stack(parts[0], 1), torch.stack(parts[1], 1), torch.stack(parts[2], 1)]

  def packed_attention_of_both(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int,
      targets: Tensor, target_positions: Tensor, target_begins: List[int], target_lengths: List[int], target_block: int
      ) -> List[Tensor]:
    # attention of texts that stand one behind another, see packed_read, and of targets that do likewise
    h, encoder = self.packed_read(tokens, types, positions, begins, lengths, block, "statistics", self.none())
    n = targets.size(1)
    x = torch.zeros([0])
    for begin in range(0, n, target_block):
      end = begin + target_block
      x = self.put_lines(x, n, begin, self.decoder_embed(targets[:, begin:end], target_positions[:, begin:end]))
    masks, source_masks = annotate(List[List[Tensor]], []), annotate(List[List[Tensor]], [])
    for r in range(len(lengths)):
      t = common.round_up(target_lengths[r])
      own = torch.arange(t, device=h.device).unsqueeze(0)
      masks.append(self.masks(common.causal_mask(t, 0, h), self.decoder_bias_kinds, own, own))
      source_masks.append([self.text_mask(lengths[r], 0, h)])
    decoder = annotate(List[Tensor], [])
    cross = annotate(List[Tensor], [])
    for i in range(self.decoder_layers):
      q, k, v = torch.zeros([0]), torch.zeros([0]), torch.zeros([0])
      for begin in range(0, n, target_block):
        end = begin + target_block
        part_q, part_k, part_v = self.decoder_qkv(i, x[begin:end], target_positions[:, begin:end])
        q = self.put(q, n, begin, part_q, self.element)
        k, v = self.put(k, n, begin, part_k, self.element), self.put(v, n, begin, part_v, self.element)
      a, statistics = self.attend_packed(
        q, k, v, masks, self.kind(self.decoder_bias_kinds, i), target_begins, target_lengths, target_begins,
        target_lengths, "statistics", annotate(List[Tensor], []))
      decoder.append(statistics)
      h1, q = torch.zeros([0]), torch.zeros([0])
      for begin in range(0, n, target_block):
        end = begin + target_block
        part = self.close_self_attention(i, x[begin:end], a[begin:end])
        h1 = self.put_lines(h1, n, begin, part)
        q = self.put(q, n, begin, self.cross_query(i, part, target_block), self.element)
      kv = self.packed_cross_kv(i, h, block, self.element)
      a, statistics = self.attend_packed(
        q, kv[0], kv[1], source_masks, -1, target_begins, target_lengths, begins, lengths, "statistics",
        annotate(List[Tensor], []))
      cross.append(statistics)
      x = torch.zeros([0])
      for begin in range(0, n, target_block):
        end = begin + target_block
        x = self.put_lines(x, n, begin, self.close_decoder_layer(i, h1[begin:end], a[begin:end]))
    return [torch.stack(encoder[0], 1), torch.stack(decoder, 1), torch.stack(cross, 1)]

  def matrices(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor, row: int) -> List[Tensor]:
    # -> one row's attention weights: encoder [layers, H, S, S], decoder [layers, H, T, T], cross [layers, H, T, S]
    parts = self.read_both(tokens, lengths, targets, target_lengths, "weights", row)
    return [torch.stack(parts[0], 0), torch.stack(parts[1], 0), torch.stack(parts[2], 0)]

  def begin(self, tokens: Tensor, lengths: Tensor, beams: int, room: int) -> List[List[Tensor]]:
    # Reads the documents. tokens [R, S], lengths [R]; room: tokens that each of the B beams may read.
    # -> what step continues, P places at least room * B: first [the source's mask [R, 1, 1, S], mask of the own past
    # [R, 1, B, P], both additive, positions of the own keys [R, P] int64]; then of each layer own keys, own values
    # [R, H, P, E], or fewer places at first, see first_places, the source's keys and its values [R, H, S, E], once for
    # all beams; where lie_turned, its keys [R, H, E, S]
    h, kept = self.read(tokens, lengths, "nothing", 0)
    state = self.begun(lengths, tokens.size(1), h, beams, room)
    for i in range(self.decoder_layers):
      kv = self.cross_kv(i, h, tokens.size(1))
      self.add_layer(state, kv[0], kv[1], beams, room)
    return [state[0], state[1], state[2], state[3], state[4]]

  def begun(self, lengths: Tensor, s: int, h: Tensor, beams: int, room: int) -> List[List[Tensor]]:
    # what begin gives, without any layer; h: hidden states of any size
    r, size = lengths.size(0), self.places(h, room * beams)
    like = common.mask_like(h)
    return annotate(List[List[Tensor]], [
      [common.additive_mask(common.padding_mask(lengths, s), like).view([r, 1, 1, s]),
       torch.full([r, 1, beams, size], float("-inf"), dtype=like.dtype, device=h.device),
       torch.zeros([r, size], dtype=4, device=h.device)],
      annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], [])])

  def lie_turned(self, k: Tensor) -> bool:
    # whether a source's keys lie so that many of them are multiplied faster, as those of float32 do on a CPU
    return self.attention_element == 6 and not k.is_cuda

  def add_layer(self, state: List[List[Tensor]], k: Tensor, v: Tensor, beams: int, room: int):
    # to what begun gives: a layer of the decoder, whose keys and values [R, H, S, E] of the source these are
    size = self.first_places(k, 0, room * beams)
    for part in range(1, 3):
      state[part].append(self.cache(k[:, :, :0], size))
    source = k
    if self.lie_turned(k):
      source = k.transpose(-2, -1)
    state[3].append(source.contiguous().to(self.attention_element))
    state[4].append(v.contiguous().to(self.attention_element))

  def blank(self, r: int, beams: int) -> List[List[Tensor]]:
    # what begin gives for R documents of one place, whose keys and values are zeros, with room for one token of each
    # beam
    zeros = torch.zeros([1, 1], dtype=4, device=self.embedding[0].device)
    x = self.decoder_embed(zeros, zeros)
    q, k, v = self.decoder_qkv(0, x, zeros)
    source = torch.zeros([r, k.size(1), 16, k.size(3)], dtype=x.dtype, device=x.device)
    state = self.begun(torch.ones([r], dtype=4, device=x.device), 16, x, beams, 1)
    for i in range(self.decoder_layers):
      self.add_layer(state, source, source, beams, 1)
    return [state[0], state[1], state[2], state[3], state[4]]

  def packed_begin(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int,
      s: int, beams: int, room: int) -> List[List[Tensor]]:
    # begin of documents that stand one behind another, see packed_read; s: places that each has in its row
    h = self.packed_hidden(tokens, types, positions, begins, lengths, block)
    state = self.begun(torch.tensor(lengths, dtype=4, device=h.device), s, h, beams, room)
    places = self.row_places(begins, lengths, s, h)
    for i in range(self.decoder_layers):
      kv = self.packed_cross_kv(i, h, block, self.attention_element)
      self.add_layer(state, self.in_rows(kv[0], places), self.in_rows(kv[1], places), beams, room)
    return [state[0], state[1], state[2], state[3], state[4]]

  def packed_cross_kv(self, i: int, h: Tensor, block: int, element: int) -> List[Tensor]:
    # h [N + 16, D] of documents that stand one behind another -> the source's keys and values [1, H, N + 16, E] as this
    # element type, zeros at the end
    n = h.size(0) - 16
    k, v = torch.zeros([0]), torch.zeros([0])
    for begin in range(0, n, block):
      end = min(begin + block, n)
      kv = self.cross_kv(i, h[begin:end], end - begin)
      k, v = self.put(k, n, begin, kv[0], element), self.put(v, n, begin, kv[1], element)
    return [k, v]

  def next(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, tokens: Tensor, parents: Tensor) -> Tensor:
    # tokens [R * B] to append after `written` others, parents [0 or R * B]; past: places of the own caches that are
    # full
    # -> logits [R * B, V]
    source_mask, mask, key_positions, keys, values = state[0][0], state[0][1], state[0][2], state[1], state[2]
    end = common.append_to_cache(mask, beams, past, parents)
    used = self.places(mask, end)
    positions = torch.full([1, beams], written, dtype=4, device=mask.device)
    key_positions[:, past:end] = positions
    masks = self.masks(mask[:, :, :, :used], self.decoder_bias_kinds, positions, key_positions[:, :used])
    x = self.decoder_embed(tokens.view([-1, beams]), positions)
    for i in range(self.decoder_layers):
      q, k, v = self.decoder_qkv(i, x, positions)
      k, v = self.append(keys, i, past, k, used), self.append(values, i, past, v, used)
      kind = self.kind(self.decoder_bias_kinds, i)
      a = self.attend_cached(q, k, v, masks[kind], kind)
      x = self.close_self_attention(i, x, common.join_heads(a))
      k = state[3][i]
      if self.lie_turned(k):
        k = k.transpose(-2, -1)
      a = self.attend_cached(self.cross_query(i, x, beams), k, state[4][i], source_mask, -1)
      x = self.close_decoder_layer(i, x, common.join_heads(a))
    return self.logits(self.decoder_final_norm(x))

  def step(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, entries: Tensor, sizes: List[int],
      penalty: float, normalize: bool, total: bool, count: int, mask: Tensor) -> Tensor:
    # entries int64, sizes of its four parts: tokens, parents, penalized, banned
    # -> the best continuations, see best
    tokens, parents, penalized, banned = torch.split_with_sizes(entries, sizes)
    logits = self.next(state, beams, past, written, tokens, parents)
    return common.best(logits, penalized, penalty, banned, normalize, total, count, mask)

  def weigh(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, tokens: Tensor, wanted: Tensor) -> Tensor:
    # tokens as for next; wanted [R * B] -> log-probability [R * B] that each row goes on with the token wanted of it
    logits = self.next(state, beams, past, written, tokens, torch.zeros([0], dtype=4, device=tokens.device))
    return common.log_probabilities(logits, wanted)
