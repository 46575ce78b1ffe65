# OPT (Hugging Face's OPTForCausalLM, modeling_opt.py): x = x + attention(norm(x)); x = x + mlp(norm(x)), or, where
# do_layer_norm_before is false, x = norm(x + attention(x)); x = norm(x + mlp(x)).
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "decoder.layers.N".
# Position p stands in row p + 2 of its table; the table here begins at position 0.
class Program(Causal):
  heads : int
  epsilon : float
  activation : str
  norm_first : bool  # do_layer_norm_before
  positions : List[Tensor]  # embed_positions [positions, D], zeros after its end
  project_in : List[Tensor]  # linear layer decoder.project_in [D, W] where tokens have W numbers, or empty
  project_out : List[Tensor]  # linear layer decoder.project_out [W, D] likewise
  final_norm_weights : List[Tensor]  # norm decoder.final_layer_norm [D], or empty
  norm1 : List[List[Tensor]]  # per layer norm h.self_attn_layer_norm [D]
  qkv_proj : List[List[Tensor]]  # linear layers h.self_attn.q_proj, k_proj, v_proj in one [3 * D, D]
  out_proj : List[List[Tensor]]  # linear layer h.self_attn.out_proj [D, D]
  norm2 : List[List[Tensor]]  # norm h.final_layer_norm [D]
  up_proj : List[List[Tensor]]  # linear layer h.fc1 [F, D]
  down_proj : List[List[Tensor]]  # linear layer h.fc2 [D, F]

  def load(self, w: List[Tensor], device: Tensor):
    # w: embed_tokens, embed_positions, lm_head (empty: embed_tokens is the head)
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.positions = [common.position_table(w[1][2:], like)]
    self.head = common.head_layer(w[2], w[0], like, self.storage)

  def load_final_norm(self, w: List[Tensor], device: Tensor):
    # w: final_layer_norm weight, bias
    self.final_norm_weights = common.norm(w[0], w[1], device.to(self.element))

  def load_projections(self, w: List[Tensor], device: Tensor):
    # w: project_in, project_out
    like = device.to(self.element)
    self.project_in = common.linear_layer(w[0], torch.zeros([0]), like, self.storage)
    self.project_out = common.linear_layer(w[1], torch.zeros([0]), like, self.storage)

  def load_layer(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of q_proj, k_proj, v_proj, out_proj, self_attn_layer_norm, fc1, fc2, final_layer_norm
    like = device.to(self.element)
    qkv, bias = torch.cat([w[0], w[2], w[4]]), torch.cat([w[1], w[3], w[5]])
    self.qkv_proj.append(common.linear_layer(qkv, bias, like, self.storage))
    self.out_proj.append(common.linear_layer(w[6], w[7], like, self.storage))
    self.norm1.append(common.norm(w[8], w[9], like))
    self.up_proj.append(common.linear_layer(w[10], w[11], like, self.storage))
    self.down_proj.append(common.linear_layer(w[12], w[13], like, self.storage))
    self.norm2.append(common.norm(w[14], w[15], like))

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = self.embed_tokens(tokens)
    x = x.view([-1, x.size(2)])
    if len(self.project_in) > 0:
      x = common.linear(x, self.project_in)
    placed = x.view([-1, positions.size(1), x.size(1)]) + torch.embedding(self.positions[0], positions)
    return placed.view([-1, x.size(1)])

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    n = x
    if self.norm_first:
      n = common.layer_norm(x, self.norm1[i], self.epsilon)
    y = common.linear(n, self.qkv_proj[i])
    parts = y.view([-1, t, 3, self.heads, x.size(1) // self.heads]).permute([2, 0, 3, 1, 4])
    return (parts[0], parts[1], parts[2])

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    h = x + common.linear(a, self.out_proj[i])
    if self.norm_first:
      n = common.layer_norm(h, self.norm2[i], self.epsilon)
      y = h + common.linear(common.activated(n, self.up_proj[i], self.activation), self.down_proj[i])
    else:
      h = common.layer_norm(h, self.norm1[i], self.epsilon)
      y = h + common.linear(common.activated(h, self.up_proj[i], self.activation), self.down_proj[i])
      y = common.layer_norm(y, self.norm2[i], self.epsilon)
    return y

  def final_norm(self, x: Tensor) -> Tensor:
    y = x
    if len(self.final_norm_weights) > 0:
      y = common.layer_norm(y, self.final_norm_weights, self.epsilon)
    if len(self.project_out) > 0:
      y = common.linear(y, self.project_out)
    return y
