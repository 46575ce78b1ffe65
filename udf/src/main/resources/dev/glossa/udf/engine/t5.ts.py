# T5 (Hugging Face's T5ForConditionalGeneration, modeling_t5.py): x = x + part(norm(x)), with relative positions, no
# biases, and norms by the root mean square.
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "e" is "encoder.block.N", "d"
# is "decoder.block.N". Lists of layers hold the encoder's first, then the decoder's.
class Program(Seq2seq):
  heads : int
  epsilon : float  # layer_norm_epsilon
  activation : str
  head_scale : float  # of what the head reads
  farthest : int  # relative_attention_max_distance
  relative : List[Tensor]  # relative_attention_bias of encoder and decoder, by distance
  qkv_proj : List[List[Tensor]]  # per layer SelfAttention.q (times sqrt(E)), k, v one below the other [3 * H * E, D]
  out_proj : List[List[Tensor]]  # linear layer SelfAttention.o [D, H * E]
  attention_norm : List[Tensor]  # layer.0.layer_norm [D]
  gate_proj : List[List[Tensor]]  # linear layer DenseReluDense.wi, or wi_0 [F, D]
  up_proj : List[List[Tensor]]  # linear layer DenseReluDense.wi_1 [F, D], or no list at all
  down_proj : List[List[Tensor]]  # linear layer DenseReluDense.wo [D, F]
  mlp_norm : List[Tensor]  # e.layer.1.layer_norm, d.layer.2.layer_norm [D]
  cross_q_proj : List[List[Tensor]]  # per layer of the decoder: EncDecAttention.q, times sqrt(E) [H * E, D]
  cross_kv_proj : List[List[Tensor]]  # EncDecAttention.k, v one below the other [2 * H * E, D]
  cross_out_proj : List[List[Tensor]]  # linear layer EncDecAttention.o [D, H * E]
  cross_norm : List[Tensor]  # d.layer.1.layer_norm [D]
  final_norms : List[Tensor]  # encoder.final_layer_norm, decoder.final_layer_norm [D]

  def load(self, w: List[Tensor], device: Tensor):
    # w: shared [V, D], final_layer_norm of encoder and decoder, relative_attention_bias of both, lm_head (empty: shared
    # is the head)
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.final_norms = [self.norm(w[1], device), self.norm(w[2], device)]
    self.relative = [
      common.relative_table(w[3], True, self.farthest, like), common.relative_table(w[4], False, self.farthest, like)]
    self.head = common.head_layer(w[5], w[0], like, self.storage)

  def norm(self, w: Tensor, device: Tensor) -> Tensor:
    return common.to_device(w, device.to(6))

  def layer(self, w: Tensor, device: Tensor) -> List[Tensor]:
    return common.linear_layer(w, torch.zeros([0]), device.to(self.element), self.storage)

  def scaled(self, query: Tensor) -> Tensor:
    # T5 does not divide scores by sqrt(E), which every attention here does
    return query.to(6) * (query.size(0) // self.heads) ** 0.5

  def load_attention(self, w: List[Tensor], device: Tensor):
    # w: q, k, v, o, layer_norm
    q = self.scaled(w[0])
    self.qkv_proj.append(self.layer(torch.cat([q, w[1].to(q), w[2].to(q)]), device))
    self.out_proj.append(self.layer(w[3], device))
    self.attention_norm.append(self.norm(w[4], device))

  def load_cross_attention(self, w: List[Tensor], device: Tensor):
    # w: q, k, v, o, layer_norm
    self.cross_q_proj.append(self.layer(self.scaled(w[0]), device))
    self.cross_kv_proj.append(self.layer(torch.cat([w[1], w[2]]), device))
    self.cross_out_proj.append(self.layer(w[3], device))
    self.cross_norm.append(self.norm(w[4], device))

  def load_mlp(self, w: List[Tensor], device: Tensor):
    # w: layer_norm, wo, wi; or layer_norm, wo, wi_0, wi_1
    self.mlp_norm.append(self.norm(w[0], device))
    self.down_proj.append(self.layer(w[1], device))
    self.gate_proj.append(self.layer(w[2], device))
    if len(w) > 3:
      self.up_proj.append(self.layer(w[3], device))

  def position_bias(self, kind: int, queries: Tensor, keys: Tensor) -> Tensor:
    return common.relative_bias(self.relative[kind], queries, keys)

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = self.embed_tokens(tokens)
    return x.view([-1, x.size(2)])

  def qkv_of_layer(self, l: int, x: Tensor, t: int) -> Tuple[Tensor, Tensor, Tensor]:
    y = common.linear(common.rms_norm(x, self.attention_norm[l], self.epsilon), self.qkv_proj[l])
    parts = y.view([-1, t, 3, self.heads, y.size(1) // (3 * self.heads)]).permute([2, 0, 3, 1, 4])
    return (parts[0], parts[1], parts[2])

  def mlp(self, l: int, x: Tensor) -> Tensor:
    n = common.rms_norm(x, self.mlp_norm[l], self.epsilon)
    inner = common.activated(n, self.gate_proj[l], self.activation)
    if len(self.up_proj) > 0:
      inner = inner * common.linear(n, self.up_proj[l])
    return x + common.linear(inner, self.down_proj[l])

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    return self.qkv_of_layer(i, x, t)

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    return self.mlp(i, x + common.linear(a, self.out_proj[i]))

  def final_norm(self, x: Tensor) -> Tensor:
    return common.rms_norm(x, self.final_norms[0], self.epsilon)

  def decoder_embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    return self.embed(tokens, positions)

  def decoder_qkv(self, i: int, x: Tensor, positions: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    return self.qkv_of_layer(self.layers + i, x, positions.size(1))

  def close_self_attention(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    return x + common.linear(a, self.out_proj[self.layers + i])

  def cross_query(self, i: int, x: Tensor, t: int) -> Tensor:
    y = common.linear(common.rms_norm(x, self.cross_norm[i], self.epsilon), self.cross_q_proj[i])
    return y.view([-1, t, self.heads, y.size(1) // self.heads]).transpose(1, 2)

  def cross_kv(self, i: int, h: Tensor, s: int) -> Tensor:
    y = common.linear(h, self.cross_kv_proj[i])
    return y.view([-1, s, 2, self.heads, y.size(1) // (2 * self.heads)]).permute([2, 0, 3, 1, 4])

  def close_decoder_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    return self.mlp(self.layers + i, x + common.linear(a, self.cross_out_proj[i]))

  def decoder_final_norm(self, x: Tensor) -> Tensor:
    return common.rms_norm(x, self.final_norms[1], self.epsilon) * self.head_scale
