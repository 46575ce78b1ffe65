# BART (Hugging Face's BartForConditionalGeneration, modeling_bart.py): after each part x = layer_norm(x + part(x)).
# Letters and helpers: common.ts.py; S source positions, T target positions. Hugging Face's name of each weight stands
# beside it; "e" is "encoder.layers.N", "d" is "decoder.layers.N". Position p stands in row p + 2 of its table, and the
# tables here begin at position 0.
class Program(Module):
  encoder_heads : int
  decoder_heads : int
  epsilon : float
  activation : str
  packed : bool  # whether oneDNN's blocks are used for the weights
  element : int  # PyTorch's number of the weights' type: 5 float16, 6 float32, 15 bfloat16
  embeddings : List[Tensor]  # shared [V, D] (times sqrt(D) with scale_embedding), encoder.embed_positions, decoder.embed_positions [positions, D], zeros after their ends
  embeddings_norm : List[Tensor]  # encoder.layernorm_embedding weight [D], bias [D], then the decoder's
  head : List[Tensor]  # shared [V, D], final_logits_bias [V]
  qkv_w : List[Tensor]  # encoder's layers, then decoder's: self_attn.q_proj, k_proj, v_proj one below the other [3 * D, D]
  qkv_b : List[Tensor]  # [3 * D]
  out_w : List[Tensor]  # self_attn.out_proj [D, D]
  out_b : List[Tensor]  # [D]
  norm1_w : List[Tensor]  # self_attn_layer_norm [D]
  norm1_b : List[Tensor]  # [D]
  up_w : List[Tensor]  # fc1 [F, D]
  up_b : List[Tensor]  # [F]
  down_w : List[Tensor]  # fc2 [D, F]
  down_b : List[Tensor]  # [D]
  norm2_w : List[Tensor]  # final_layer_norm [D]
  norm2_b : List[Tensor]  # [D]
  cross_q_w : List[Tensor]  # decoder's layers: d.encoder_attn.q_proj [D, D]
  cross_q_b : List[Tensor]  # [D]
  cross_kv_w : List[Tensor]  # d.encoder_attn.k_proj, v_proj one below the other [2 * D, D]
  cross_kv_b : List[Tensor]  # [2 * D]
  cross_out_w : List[Tensor]  # d.encoder_attn.out_proj [D, D]
  cross_out_b : List[Tensor]  # [D]
  cross_norm_w : List[Tensor]  # d.encoder_attn_layer_norm [D]
  cross_norm_b : List[Tensor]  # [D]

  def load(self: __torch__.Program, w: List[Tensor], place: Tensor, scale: float):
    # w: shared, then encoder.embed_positions, layernorm_embedding weight, bias, the decoder's three, and final_logits_bias
    # [1, V] or nothing; scale: of token embeddings; place: any tensor on the device
    like = place.to(self.element)
    self.embeddings = [
      __torch__.common.place(w[0] * scale, like),
      __torch__.common.positions(w[1][2:], like),
      __torch__.common.positions(w[4][2:], like)]
    self.embeddings_norm = [
      __torch__.common.place(w[2], like), __torch__.common.place(w[3], like),
      __torch__.common.place(w[5], like), __torch__.common.place(w[6], like)]
    if len(w) > 7:
      bias = w[7].view([-1])
    else:
      bias = torch.zeros([w[0].size(0)])
    self.head = [__torch__.common.pack(w[0], like, self.packed), __torch__.common.place(bias, like)]

  def load_layer(self: __torch__.Program, w: List[Tensor], place: Tensor):
    # encoder's layers first. w: weight and bias of q, k, v, out, self_attn_layer_norm, fc1, fc2, final_layer_norm; of a
    # decoder's layer then those of the cross-attention's q, k, v, out and norm
    like = place.to(self.element)
    self.qkv_w.append(__torch__.common.pack(torch.cat([w[0], w[2], w[4]]), like, self.packed))
    self.qkv_b.append(__torch__.common.place(torch.cat([w[1], w[3], w[5]]), like))
    self.out_w.append(__torch__.common.pack(w[6], like, self.packed))
    self.out_b.append(__torch__.common.place(w[7], like))
    self.norm1_w.append(__torch__.common.place(w[8], like))
    self.norm1_b.append(__torch__.common.place(w[9], like))
    self.up_w.append(__torch__.common.pack(w[10], like, self.packed))
    self.up_b.append(__torch__.common.place(w[11], like))
    self.down_w.append(__torch__.common.pack(w[12], like, self.packed))
    self.down_b.append(__torch__.common.place(w[13], like))
    self.norm2_w.append(__torch__.common.place(w[14], like))
    self.norm2_b.append(__torch__.common.place(w[15], like))
    if len(w) > 16:
      self.cross_q_w.append(__torch__.common.pack(w[16], like, self.packed))
      self.cross_q_b.append(__torch__.common.place(w[17], like))
      self.cross_kv_w.append(__torch__.common.pack(torch.cat([w[18], w[20]]), like, self.packed))
      self.cross_kv_b.append(__torch__.common.place(torch.cat([w[19], w[21]]), like))
      self.cross_out_w.append(__torch__.common.pack(w[22], like, self.packed))
      self.cross_out_b.append(__torch__.common.place(w[23], like))
      self.cross_norm_w.append(__torch__.common.place(w[24], like))
      self.cross_norm_b.append(__torch__.common.place(w[25], like))

  def embed(self: __torch__.Program, tokens: Tensor, places: Tensor, part: int) -> Tensor:
    # tokens [.., T] int64, places broadcast to [.., T, D]: their rows of the position table; part: 0 encoder, 1 decoder
    # -> [.. * T, D]
    x = torch.embedding(self.embeddings[0], tokens) + places
    d = x.size(-1)
    return torch.layer_norm(
      x.view([-1, d]), [d], self.embeddings_norm[2 * part], self.embeddings_norm[2 * part + 1], self.epsilon)

  def qkv(self: __torch__.Program, l: int, x: Tensor, t: int, heads: int) -> Tensor:
    # x [R * T, D] -> query, key and value [3, R, H, T, E]; l: number of the layer, the encoder's counted first
    y = __torch__.common.linear(x, self.qkv_w[l], self.qkv_b[l])
    return y.view([-1, t, 3, heads, x.size(1) // heads]).permute([2, 0, 3, 1, 4])

  def own(self: __torch__.Program, l: int, x: Tensor, a: Tensor) -> Tensor:
    # closes self-attention: x [R * T, D] what went in, a [R, H, T, E] -> [R * T, D]
    d = x.size(1)
    y = __torch__.common.linear(a.transpose(1, 2).reshape([-1, d]), self.out_w[l], self.out_b[l])
    return torch.layer_norm(x + y, [d], self.norm1_w[l], self.norm1_b[l], self.epsilon)

  def cross_query(self: __torch__.Program, i: int, x: Tensor, t: int) -> Tensor:
    # x [R * T, D] -> [R, H, T, E]; i: number of the decoder's layer
    y = __torch__.common.linear(x, self.cross_q_w[i], self.cross_q_b[i])
    return y.view([-1, t, self.decoder_heads, x.size(1) // self.decoder_heads]).transpose(1, 2)

  def cross_kv(self: __torch__.Program, i: int, h: Tensor, s: int) -> Tensor:
    # h [R * S, D] the encoder's output -> keys and values [2, R, H, S, E]
    y = __torch__.common.linear(h, self.cross_kv_w[i], self.cross_kv_b[i])
    return y.view([-1, s, 2, self.decoder_heads, h.size(1) // self.decoder_heads]).permute([2, 0, 3, 1, 4])

  def crossed(self: __torch__.Program, i: int, x: Tensor, a: Tensor) -> Tensor:
    # closes cross-attention: x [R * T, D] what went in, a [R, H, T, E] -> [R * T, D]
    d = x.size(1)
    y = __torch__.common.linear(a.transpose(1, 2).reshape([-1, d]), self.cross_out_w[i], self.cross_out_b[i])
    return torch.layer_norm(x + y, [d], self.cross_norm_w[i], self.cross_norm_b[i], self.epsilon)

  def feed(self: __torch__.Program, l: int, x: Tensor) -> Tensor:
    # x [R * T, D] -> [R * T, D]
    up = __torch__.common.activated(x, self.up_w[l], self.up_b[l], self.activation)
    y = __torch__.common.linear(up, self.down_w[l], self.down_b[l])
    return torch.layer_norm(x + y, [x.size(1)], self.norm2_w[l], self.norm2_b[l], self.epsilon)

  def encoder_layers(self: __torch__.Program) -> int:
    return len(self.out_w) - len(self.cross_out_w)

  def encode(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # tokens [R, S] int64, lengths [R] int64 -> the encoder's output [R * S, D]
    r, s = tokens.size(0), tokens.size(1)
    x = self.embed(tokens, self.embeddings[1][:s], 0)
    mask = __torch__.common.hide(__torch__.common.real(lengths, s), x).view([r, 1, 1, s])
    for l in range(self.encoder_layers()):
      q = self.qkv(l, x, s, self.encoder_heads)
      x = self.feed(l, self.own(l, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], mask)))
    return x

  def hidden(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> the encoder's last_hidden_state [R, S, D]
    return self.encode(tokens, lengths).view([tokens.size(0), tokens.size(1), -1])

  def vectors(self: __torch__.Program, tokens: Tensor, lengths: Tensor, pooling: str) -> Tensor:
    # of the encoder -> [R, D]; pooling: mean, first or last
    return __torch__.common.pooled(self.hidden(tokens, lengths), lengths, pooling)

  def attention(self: __torch__.Program, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor) -> List[Tensor]:
    # tokens [R, S], targets [R, T] what the decoder reads -> statistics of encoder, decoder and cross-attention,
    # [R, layers, H, 6] each
    r, s, t = tokens.size(0), tokens.size(1), targets.size(1)
    h = self.embed(tokens, self.embeddings[1][:s], 0)
    real = __torch__.common.real(lengths, s)
    source_mask = __torch__.common.hide(real, h).view([r, 1, 1, s])
    encoder = annotate(List[Tensor], [])
    for l in range(self.encoder_layers()):
      q = self.qkv(l, h, s, self.encoder_heads)
      a, m = __torch__.common.measured(q[0], q[1], q[2], source_mask.expand([r, 1, s, s]), real)
      encoder.append(m)
      h = self.feed(l, self.own(l, h, a))
    x = self.embed(targets, self.embeddings[2][:t], 1)
    target_real = __torch__.common.real(target_lengths, t)
    causal = __torch__.common.causal(t, x).view([1, 1, t, t])
    decoder = annotate(List[Tensor], [])
    cross = annotate(List[Tensor], [])
    for i in range(len(self.cross_out_w)):
      l = self.encoder_layers() + i
      q = self.qkv(l, x, t, self.decoder_heads)
      a, m = __torch__.common.measured(q[0], q[1], q[2], causal, target_real)
      decoder.append(m)
      x = self.own(l, x, a)
      kv = self.cross_kv(i, h, s)
      a, m = __torch__.common.measured(self.cross_query(i, x, t), kv[0], kv[1], source_mask.expand([r, 1, t, s]), target_real)
      cross.append(m)
      x = self.feed(l, self.crossed(i, x, a))
    return [torch.stack(encoder, 1), torch.stack(decoder, 1), torch.stack(cross, 1)]

  def matrices(self: __torch__.Program, tokens: Tensor, lengths: Tensor, targets: Tensor, row: int) -> List[Tensor]:
    # -> one row's attention weights: encoder [layers, H, S, S], decoder [layers, H, T, T], cross [layers, H, T, S]
    r, s, t = tokens.size(0), tokens.size(1), targets.size(1)
    h = self.embed(tokens, self.embeddings[1][:s], 0)
    source_mask = __torch__.common.hide(__torch__.common.real(lengths, s), h).view([r, 1, 1, s])
    encoder = annotate(List[Tensor], [])
    for l in range(self.encoder_layers()):
      q = self.qkv(l, h, s, self.encoder_heads)
      encoder.append(__torch__.common.probabilities(q[0][row], q[1][row], source_mask[row]))
      h = self.feed(l, self.own(l, h, torch.scaled_dot_product_attention(q[0], q[1], q[2], source_mask)))
    x = self.embed(targets, self.embeddings[2][:t], 1)
    causal = __torch__.common.causal(t, x)
    decoder = annotate(List[Tensor], [])
    cross = annotate(List[Tensor], [])
    for i in range(len(self.cross_out_w)):
      l = self.encoder_layers() + i
      q = self.qkv(l, x, t, self.decoder_heads)
      decoder.append(__torch__.common.probabilities(q[0][row], q[1][row], causal))
      x = self.own(l, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], None, 0.0, True))
      kv = self.cross_kv(i, h, s)
      c = self.cross_query(i, x, t)
      cross.append(__torch__.common.probabilities(c[row], kv[0][row], source_mask[row]))
      x = self.feed(l, self.crossed(i, x, torch.scaled_dot_product_attention(c, kv[0], kv[1], source_mask)))
    return [torch.stack(encoder, 0), torch.stack(decoder, 0), torch.stack(cross, 0)]

  def begin(self: __torch__.Program, tokens: Tensor, lengths: Tensor, beams: int, room: int) -> List[Tensor]:
    # Reads the documents. tokens [R, S], lengths [R]; room: tokens that each of the B beams may read.
    # -> what step continues: 0 the source's mask [R, 1, 1, S]; 1 mask of the own past [R, 1, B, P], additive, P at least room * B; then
    # of each layer the own keys and values [R, H, P, E], and the source's keys [R, H, E, S] and values [R, H, S, E], once
    # for all beams
    r, s = tokens.size(0), tokens.size(1)
    h = self.encode(tokens, lengths)
    size = __torch__.common.whole(room * beams)
    state = annotate(List[Tensor], [
      __torch__.common.hide(__torch__.common.real(lengths, s), h).view([r, 1, 1, s]),
      torch.full([r, 1, beams, size], float("-inf"), dtype=h.dtype, device=h.device)])
    e = h.size(1) // self.decoder_heads
    for i in range(len(self.cross_out_w)):
      for part in range(2):
        state.append(torch.zeros([r, self.decoder_heads, size, e], dtype=h.dtype, device=h.device))
      kv = self.cross_kv(i, h, s)
      state.append(kv[0].transpose(-2, -1).contiguous())
      state.append(kv[1].contiguous())
    return state

  def next(self: __torch__.Program, state: List[Tensor], beams: int, past: int, written: int, tokens: Tensor, parents: Tensor) -> Tensor:
    # tokens [R * B] to append after `written` others, parents [0 or R * B]; past: places of the own caches that are full
    # -> logits [R * B, V]
    end = __torch__.common.grow(state[1], beams, past, parents)
    used = __torch__.common.whole(end)
    mask = state[1][:, :, :, :used]
    x = self.embed(tokens, self.embeddings[2][written], 1)
    for i in range(len(self.cross_out_w)):
      l = self.encoder_layers() + i
      q = self.qkv(l, x, beams, self.decoder_heads)
      k, v = state[2 + 4 * i], state[3 + 4 * i]
      k[:, :, past:end] = q[1]
      v[:, :, past:end] = q[2]
      x = self.own(l, x, __torch__.common.attend(q[0], k[:, :, :used].transpose(-2, -1), v[:, :, :used], mask))
      c = self.cross_query(i, x, beams)
      a = __torch__.common.attend(c, state[4 + 4 * i], state[5 + 4 * i], state[0])
      x = self.feed(l, self.crossed(i, x, a))
    return __torch__.common.linear(x, self.head[0], self.head[1])

  def step(self: __torch__.Program, state: List[Tensor], beams: int, past: int, written: int, entries: Tensor, sizes: List[int], penalty: float, normalise: bool, count: int) -> Tensor:
    # entries int64, sizes of its four parts: tokens, parents, penalised, banned -> the best continuations, see best
    tokens, parents, penalised, banned = torch.split_with_sizes(entries, sizes)
    logits = self.next(state, beams, past, written, tokens, parents)
    return __torch__.common.best(logits, penalised, penalty, banned, normalise, count)

  def token_vectors(self: __torch__.Program, tokens: Tensor) -> Tensor:
    # tokens [N] -> [N, D] float32
    return torch.embedding(self.embeddings[0], tokens).to(6)
