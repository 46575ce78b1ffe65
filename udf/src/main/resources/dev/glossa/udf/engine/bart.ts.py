# BART and its relations (Hugging Face's modeling_bart.py, _mbart, _m2m_100, _marian, _pegasus): after each part
# x = layer_norm(x + part(x)), or with norm_first x = x + part(layer_norm(x)).
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "e" is "encoder.layers.N", "d"
# is "decoder.layers.N". Lists of layers hold the encoder's first, then the decoder's. BART's position p stands in row
# p + 2 of its table, and the tables here begin at position 0.
class Program(Seq2seq):
  encoder_heads : int
  decoder_heads : int
  epsilon : float
  activation : str
  embedding_scale : float
  norm_first : bool
  frequencies : List[float]  # of sinusoidal positions, about D / 2, radians per position; empty where learned
  first_position : int  # what sinusoidal positions count from
  max_positions : int
  positions : List[Tensor]  # encoder.embed_positions, decoder.embed_positions [positions, D], zeros after their ends
  embedding_norms : List[List[Tensor]]  # norms encoder.layernorm_embedding, decoder.layernorm_embedding [D], or empty
  final_norms : List[List[Tensor]]  # norms encoder.layer_norm, decoder.layer_norm [D], or empty
  qkv_proj : List[List[Tensor]]  # per layer self_attn.q_proj, k_proj, v_proj one below the other [3 * D, D]
  out_proj : List[List[Tensor]]  # linear layer self_attn.out_proj [D, D]
  self_attention_norm : List[List[Tensor]]  # norm self_attn_layer_norm [D]
  up_proj : List[List[Tensor]]  # linear layer fc1 [F, D]
  down_proj : List[List[Tensor]]  # linear layer fc2 [D, F]
  output_norm : List[List[Tensor]]  # norm final_layer_norm [D]
  cross_q_proj : List[List[Tensor]]  # per layer of the decoder: linear layer d.encoder_attn.q_proj [D, D]
  cross_kv_proj : List[List[Tensor]]  # d.encoder_attn.k_proj, v_proj one below the other [2 * D, D]
  cross_out_proj : List[List[Tensor]]  # linear layer d.encoder_attn.out_proj [D, D]
  cross_attention_norm : List[List[Tensor]]  # norm d.encoder_attn_layer_norm [D]

  def load(self, w: List[Tensor], device: Tensor):
    # w: shared [V, D], final_logits_bias [1, V] or empty; device: any tensor on it
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.head = common.linear_layer(w[0], w[1].view([-1]), like, common.head_storage(self.storage))
    if len(self.frequencies) > 0:
      places = torch.arange(self.first_position, self.first_position + common.round_up(self.max_positions)).to(6)
      angles = places.unsqueeze(1) * torch.tensor(self.frequencies, dtype=6).unsqueeze(0)
      both = torch.cat([torch.sin(angles), torch.cos(angles)], 1)
      # An odd width has one cosine less, or a zero at the end.
      table = common.to_device(torch.constant_pad_nd(both, [0, w[0].size(1) - both.size(1)]), like)
      self.positions = [table, table]

  def load_positions(self, w: List[Tensor], device: Tensor, offset: int):
    # w: encoder.embed_positions, decoder.embed_positions, or empty where sinusoids need no table; offset: rows before
    # that of position 0
    like = device.to(self.element)
    if w[0].size(0) > 0:
      self.positions = [common.position_table(w[0][offset:], like), common.position_table(w[1][offset:], like)]

  def load_embedding_norms(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of encoder.layernorm_embedding and of decoder.layernorm_embedding
    like = device.to(self.element)
    self.embedding_norms = [common.norm(w[0], w[1], like), common.norm(w[2], w[3], like)]

  def load_final_norms(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of encoder.layer_norm and of decoder.layer_norm
    like = device.to(self.element)
    self.final_norms = [common.norm(w[0], w[1], like), common.norm(w[2], w[3], like)]

  def load_layer(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of q, k, v, out, self_attn_layer_norm, fc1, fc2, final_layer_norm; of a decoder's layer then
    # those of the cross-attention's q, k, v, out and norm
    like = device.to(self.element)
    self.qkv_proj.append(
      common.linear_layer(torch.cat([w[0], w[2], w[4]]), torch.cat([w[1], w[3], w[5]]), like, self.storage))
    self.out_proj.append(common.linear_layer(w[6], w[7], like, self.storage))
    self.self_attention_norm.append(common.norm(w[8], w[9], like))
    self.up_proj.append(common.linear_layer(w[10], w[11], like, self.storage))
    self.down_proj.append(common.linear_layer(w[12], w[13], like, self.storage))
    self.output_norm.append(common.norm(w[14], w[15], like))
    if len(w) > 16:
      self.cross_q_proj.append(common.linear_layer(w[16], w[17], like, self.storage))
      self.cross_kv_proj.append(
        common.linear_layer(torch.cat([w[18], w[20]]), torch.cat([w[19], w[21]]), like, self.storage))
      self.cross_out_proj.append(common.linear_layer(w[22], w[23], like, self.storage))
      self.cross_attention_norm.append(common.norm(w[24], w[25], like))

  def before(self, x: Tensor, n: List[Tensor]) -> Tensor:
    # what a part reads of x
    y = x
    if self.norm_first:
      y = common.layer_norm(x, n, self.epsilon)
    return y

  def after(self, x: Tensor, n: List[Tensor]) -> Tensor:
    # x after a part was added to it
    y = x
    if not self.norm_first:
      y = common.layer_norm(x, n, self.epsilon)
    return y

  def embed_tokens(self, tokens: Tensor) -> Tensor:
    return common.look_up(self.embedding[0], tokens, self.embedding_scale, self.element)

  def embed_part(self, part: int, tokens: Tensor, positions: Tensor) -> Tensor:
    # part: 0 encoder, 1 decoder
    x = self.embed_tokens(tokens) + torch.embedding(self.positions[part], positions)
    y = x.view([-1, x.size(2)])
    if len(self.embedding_norms) > 0:
      y = common.layer_norm(y, self.embedding_norms[part], self.epsilon)
    return y

  def end_part(self, part: int, x: Tensor) -> Tensor:
    # x after the last layer
    y = x
    if len(self.final_norms) > 0:
      y = common.layer_norm(x, self.final_norms[part], self.epsilon)
    return y

  def qkv_of_layer(self, l: int, x: Tensor, t: int, heads: int) -> Tuple[Tensor, Tensor, Tensor]:
    # l: number of the layer, the encoder's counted first
    y = common.linear(self.before(x, self.self_attention_norm[l]), self.qkv_proj[l])
    parts = y.view([-1, t, 3, heads, x.size(1) // heads]).permute([2, 0, 3, 1, 4])
    return (parts[0], parts[1], parts[2])

  def self_attention_block(self, l: int, x: Tensor, a: Tensor) -> Tensor:
    return self.after(x + common.linear(a, self.out_proj[l]), self.self_attention_norm[l])

  def mlp(self, l: int, x: Tensor) -> Tensor:
    up = common.activated(self.before(x, self.output_norm[l]), self.up_proj[l], self.activation)
    return self.after(x + common.linear(up, self.down_proj[l]), self.output_norm[l])

  def final_norm(self, x: Tensor) -> Tensor:
    return self.end_part(0, x)

  def decoder_final_norm(self, x: Tensor) -> Tensor:
    return self.end_part(1, x)

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    return self.embed_part(0, tokens, positions)

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    return self.qkv_of_layer(i, x, t, self.encoder_heads)

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    return self.mlp(i, self.self_attention_block(i, x, a))

  def decoder_embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    return self.embed_part(1, tokens, positions)

  def decoder_qkv(self, i: int, x: Tensor, positions: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    return self.qkv_of_layer(self.layers + i, x, positions.size(1), self.decoder_heads)

  def close_self_attention(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    return self.self_attention_block(self.layers + i, x, a)

  def cross_query(self, i: int, x: Tensor, t: int) -> Tensor:
    y = common.linear(self.before(x, self.cross_attention_norm[i]), self.cross_q_proj[i])
    return y.view([-1, t, self.decoder_heads, x.size(1) // self.decoder_heads]).transpose(1, 2)

  def cross_kv(self, i: int, h: Tensor, s: int) -> Tensor:
    y = common.linear(h, self.cross_kv_proj[i])
    return y.view([-1, s, 2, self.decoder_heads, h.size(1) // self.decoder_heads]).permute([2, 0, 3, 1, 4])

  def close_decoder_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    h = self.after(x + common.linear(a, self.cross_out_proj[i]), self.cross_attention_norm[i])
    return self.mlp(self.layers + i, h)
