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

  def matrices(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor, row: int) -> List[Tensor]:
    # -> one row's attention weights: encoder [layers, H, S, S], decoder [layers, H, T, T], cross [layers, H, T, S]
    parts = self.read_both(tokens, lengths, targets, target_lengths, "weights", row)
    return [torch.stack(parts[0], 0), torch.stack(parts[1], 0), torch.stack(parts[2], 0)]

  def begin(self, tokens: Tensor, lengths: Tensor, beams: int, room: int) -> List[List[Tensor]]:
    # Reads the documents. tokens [R, S], lengths [R]; room: tokens that each of the B beams may read.
    # -> what step continues, P places at least room * B: first [the source's mask [R, 1, 1, S], mask of the own past
    # [R, 1, B, P], both additive, positions of the own keys [R, P] int64]; then of each layer own keys, own values
    # [R, H, P, E], the source's keys [R, H, E, S] and its values [R, H, S, E], once for all beams
    r, s = tokens.size(0), tokens.size(1)
    h, kept = self.read(tokens, lengths, "nothing", 0)
    size = common.round_up(room * beams)
    like = common.cache_like(h)
    state = annotate(List[List[Tensor]], [
      [common.additive_mask(common.padding_mask(lengths, s), like).view([r, 1, 1, s]),
       torch.full([r, 1, beams, size], float("-inf"), dtype=like.dtype, device=h.device),
       torch.zeros([r, size], dtype=4, device=h.device)],
      annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], [])])
    for i in range(self.decoder_layers):
      kv = self.cross_kv(i, h, s)
      for part in range(1, 3):
        state[part].append(torch.zeros([r, kv.size(2), size, kv.size(4)], dtype=like.dtype, device=h.device))
      state[3].append(kv[0].transpose(-2, -1).contiguous().to(like))
      state[4].append(kv[1].contiguous().to(like))
    return state

  def next(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, tokens: Tensor, parents: Tensor) -> Tensor:
    # tokens [R * B] to append after `written` others, parents [0 or R * B]; past: places of the own caches that are
    # full
    # -> logits [R * B, V]
    source_mask, mask, key_positions, keys, values = state[0][0], state[0][1], state[0][2], state[1], state[2]
    end = common.append_to_cache(mask, beams, past, parents)
    used = common.round_up(end)
    positions = torch.full([1, beams], written, dtype=4, device=mask.device)
    key_positions[:, past:end] = positions
    masks = self.masks(mask[:, :, :, :used], self.decoder_bias_kinds, positions, key_positions[:, :used])
    x = self.decoder_embed(tokens.view([-1, beams]), positions)
    for i in range(self.decoder_layers):
      q, k, v = self.decoder_qkv(i, x, positions)
      keys[i][:, :, past:end] = k
      values[i][:, :, past:end] = v
      a = self.attend_cached(
        q, keys[i][:, :, :used].transpose(-2, -1), values[i][:, :, :used],
        masks[self.kind(self.decoder_bias_kinds, i)])
      x = self.close_self_attention(i, x, common.join_heads(a))
      a = self.attend_cached(self.cross_query(i, x, beams), state[3][i], state[4][i], source_mask)
      x = self.close_decoder_layer(i, x, common.join_heads(a))
    return self.logits(self.decoder_final_norm(x))

  def step(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, entries: Tensor, sizes: List[int],
      penalty: float, normalize: bool, count: int, mask: Tensor) -> Tensor:
    # entries int64, sizes of its four parts: tokens, parents, penalized, banned
    # -> the best continuations, see best
    tokens, parents, penalized, banned = torch.split_with_sizes(entries, sizes)
    logits = self.next(state, beams, past, written, tokens, parents)
    return common.best(logits, penalized, penalty, banned, normalize, count, mask)

  def weigh(
      self, state: List[List[Tensor]], beams: int, past: int, written: int, tokens: Tensor, wanted: Tensor) -> Tensor:
    # tokens as for next; wanted [R * B] -> log-probability [R * B] that each row goes on with the token wanted of it
    logits = self.next(state, beams, past, written, tokens, torch.zeros([0], dtype=4, device=tokens.device))
    return common.log_probabilities(logits, wanted)
