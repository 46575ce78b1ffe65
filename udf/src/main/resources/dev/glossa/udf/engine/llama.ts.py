# Llama and its relations (Hugging Face's modeling_llama.py, _mistral, _qwen2, _qwen3, _gemma2, _gemma3, _phi3):
# x = x + attention(norm(x)); x = x + mlp(norm(x)), with rotary positions, a gated mlp and norms by the root mean
# square.
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "layers.N".
class Program(Causal):
  heads : int
  kv_heads : int
  epsilon : float  # rms_norm_eps
  activation : str
  embedding_scale : float
  window : int  # keys that a query sees in layers with a position_bias, its own included
  score_cap : float  # attn_logit_softcapping, 0 for none
  logit_cap : float  # final_logit_softcapping, 0 for none
  frequencies : List[float]  # of each kind of rotation, one kind after the other
  rotation_factors : List[float]  # per kind of rotation: what cosines and sines are multiplied by
  rotation_kinds : List[int]  # per layer
  rotations : List[Tensor]  # per kind: cosines and sines [2, P, E / 2]
  final_norm_weight : List[Tensor]  # norm [D]
  attention_norm : List[Tensor]  # per layer h.input_layernorm [D]
  qkv_proj : List[List[Tensor]]  # linear layers h.self_attn.q_proj, k_proj, v_proj in one [(H + 2 * G) * E, D]
  query_norm : List[Tensor]  # h.self_attn.q_norm [E], or no list at all
  key_norm : List[Tensor]  # h.self_attn.k_norm [E]
  out_proj : List[List[Tensor]]  # linear layer h.self_attn.o_proj [D, H * E]
  attention_post_norm : List[Tensor]  # Gemma's h.post_attention_layernorm [D], or no list at all
  mlp_norm : List[Tensor]  # h.post_attention_layernorm, Gemma's h.pre_feedforward_layernorm [D]
  gate_proj : List[List[Tensor]]  # linear layer h.mlp.gate_proj [F, D]
  up_proj : List[List[Tensor]]  # linear layer h.mlp.up_proj [F, D]
  down_proj : List[List[Tensor]]  # linear layer h.mlp.down_proj [D, F]
  mlp_post_norm : List[Tensor]  # Gemma's h.post_feedforward_layernorm [D], or no list at all

  def load(self, w: List[Tensor], device: Tensor, norm_shift: float):
    # w: embed_tokens, norm, and where the model writes, lm_head (empty: embed_tokens is the head); norm_shift: what is
    # added to the norms' weights
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.final_norm_weight = [self.norm(w[1], norm_shift, like)]
    if len(w) > 2:
      self.head = common.head_layer(w[2], w[0], like, self.storage)
    self.rotations = common.rotation_tables(self.frequencies, self.rotation_factors, self.max_positions, like)

  def norm(self, w: Tensor, shift: float, like: Tensor) -> Tensor:
    # the weight of a norm in float32
    return (w.to(6) + shift).to(like.device, 6)

  def load_attention(self, w: List[Tensor], device: Tensor, scale: float):
    # w: q_proj, k_proj, v_proj, o_proj, and where they have them, the biases of the first three, and of the last;
    # scale: what queries are multiplied by beside 1 / sqrt(E)
    query, bias, out_bias = w[0], torch.zeros([0]), torch.zeros([0])
    if scale != 1.0:
      query = query.to(6) * scale
    if len(w) > 4:
      bias = torch.cat([w[4].to(6) * scale, w[5].to(6), w[6].to(6)])
    if len(w) > 7:
      out_bias = w[7]
    self.add_attention(
      torch.cat([query, w[1].to(query), w[2].to(query)]), bias, w[3], out_bias, device.to(self.element))

  def load_fused_attention(self, w: List[Tensor], device: Tensor):
    # w: qkv_proj, o_proj
    self.add_attention(w[0], torch.zeros([0]), w[1], torch.zeros([0]), device.to(self.element))

  def add_attention(self, qkv: Tensor, qkv_bias: Tensor, out: Tensor, out_bias: Tensor, like: Tensor):
    self.qkv_proj.append(common.linear_layer(qkv, qkv_bias, like, self.storage))
    self.out_proj.append(common.linear_layer(out, out_bias, like, self.storage))

  def load_head_norms(self, w: List[Tensor], device: Tensor, shift: float, scale: float):
    # w: q_norm, k_norm; shift: what is added to both; scale: as for load_attention
    self.query_norm.append(self.norm(w[0], shift, device) * scale)
    self.key_norm.append(self.norm(w[1], shift, device))

  def load_norms(self, w: List[Tensor], device: Tensor, shift: float):
    # w: the norms before attention and mlp, and where the family has them, those after attention and mlp
    self.attention_norm.append(self.norm(w[0], shift, device))
    self.mlp_norm.append(self.norm(w[1], shift, device))
    if len(w) > 2:
      self.attention_post_norm.append(self.norm(w[2], shift, device))
      self.mlp_post_norm.append(self.norm(w[3], shift, device))

  def load_mlp(self, w: List[Tensor], device: Tensor):
    # w: gate_proj, up_proj, down_proj, and where they have them, their biases
    gate_bias, up_bias, down_bias = torch.zeros([0]), torch.zeros([0]), torch.zeros([0])
    if len(w) > 3:
      gate_bias, up_bias, down_bias = w[3], w[4], w[5]
    self.add_mlp(w[0], gate_bias, w[1], up_bias, w[2], down_bias, device.to(self.element))

  def load_fused_mlp(self, w: List[Tensor], device: Tensor):
    # w: gate_up_proj [2 * F, D], down_proj
    gate, up = torch.chunk(w[0], 2)
    none = torch.zeros([0])
    self.add_mlp(gate, none, up, none, w[1], none, device.to(self.element))

  def add_mlp(
      self, gate: Tensor, gate_bias: Tensor, up: Tensor, up_bias: Tensor, down: Tensor, down_bias: Tensor,
      like: Tensor):
    self.gate_proj.append(common.linear_layer(gate, gate_bias, like, self.storage))
    self.up_proj.append(common.linear_layer(up, up_bias, like, self.storage))
    self.down_proj.append(common.linear_layer(down, down_bias, like, self.storage))

  def embed_tokens(self, tokens: Tensor) -> Tensor:
    return common.look_up(self.embedding[0], tokens, self.embedding_scale, self.element)

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = self.embed_tokens(tokens)
    return x.view([-1, x.size(2)])

  def turns(self, positions: Tensor) -> List[Tensor]:
    return common.turns(self.rotations, positions, self.element)

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    y = common.linear(common.rms_norm(x, self.attention_norm[i], self.epsilon), self.qkv_proj[i])
    h, g = self.heads, self.kv_heads
    y = y.view([-1, t, h + 2 * g, y.size(1) // (h + 2 * g)]).transpose(1, 2)
    turned = y[:, :h + g]
    if len(self.query_norm) > 0:
      q = common.rms_norm(y[:, :h], self.query_norm[i], self.epsilon)
      k = common.rms_norm(y[:, h:h + g], self.key_norm[i], self.epsilon)
      turned = torch.cat([q, k], 1)
    turned = common.rotate(turned, turns, self.rotation_kinds[i])
    return (turned[:, :h], turned[:, h:], y[:, h + g:])

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    y = common.linear(a, self.out_proj[i]).to(x)
    if len(self.attention_post_norm) > 0:
      y = common.rms_norm(y, self.attention_post_norm[i], self.epsilon)
    h = x + y
    n = common.rms_norm(h, self.mlp_norm[i], self.epsilon)
    gated = common.activated(n, self.gate_proj[i], self.activation) * common.linear(n, self.up_proj[i])
    y = common.linear(gated, self.down_proj[i])
    if len(self.mlp_post_norm) > 0:
      y = common.rms_norm(y, self.mlp_post_norm[i], self.epsilon)
    return h + y

  def final_norm(self, x: Tensor) -> Tensor:
    return common.rms_norm(x, self.final_norm_weight[0], self.epsilon)

  def logits(self, x: Tensor) -> Tensor:
    y = common.linear(x, self.head)
    if self.logit_cap > 0.0:
      y = self.capped(y, self.logit_cap)
    return y

  def capped(self, x: Tensor, cap: float) -> Tensor:
    # x bent smoothly into -cap .. cap
    return common.activate(x / cap, "tanh", "") * cap

  def position_bias(self, kind: int, queries: Tensor, keys: Tensor) -> Tensor:
    distance = queries.unsqueeze(2) - keys.unsqueeze(1)
    return common.additive_mask(torch.lt(distance, self.window), self.rotations[0]).unsqueeze(1)

  def scores(self, q: Tensor, k: Tensor, mask: Tensor) -> Tensor:
    s = torch.matmul(self.divided(q).to(k), k).to(6)
    if self.score_cap > 0.0:
      s = self.capped(s, self.score_cap)
    return s + mask

  def attends_in_bfloat16(self, x: Tensor, kind: int) -> bool:
    return kind < 0 and self.score_cap == 0.0 and self.multiplies_bfloat16(x)

  def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
    # The fused kernel knows no caps. Without it, weights exist for 128 queries at a time.
    if self.score_cap > 0.0:
      t = q.size(2)
      whole = common.causal_mask(t, 0, q)
      if mask is not None:
        whole = mask
      turned = k.transpose(-2, -1)
      parts = annotate(List[Tensor], [])
      for begin in range(0, t, 128):
        end = min(begin + 128, t)
        s = self.scores(q[:, :, begin:end], turned, whole[:, :, begin:end])
        parts.append(torch.matmul(torch.softmax(s, 3).to(v), v))
      y = torch.cat(parts, 2)
    else:
      y = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, mask is None)
    return y
