# GPT-2 (Hugging Face's GPT2LMHeadModel, modeling_gpt2.py): x = x + attention(norm(x)); x = x + mlp(norm(x)).
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "h.N". Conv1D weights
# are turned to [out, in].
class Program(Causal):
  heads : int
  epsilon : float  # layer_norm_epsilon
  activation : str
  positions : List[Tensor]  # wpe [positions, D], zeros after its end
  final_norm_weights : List[Tensor]  # norm ln_f [D]
  norm1 : List[List[Tensor]]  # per layer norm h.ln_1 [D]
  qkv_proj : List[List[Tensor]]  # linear layer h.attn.c_attn [3 * D, D]
  out_proj : List[List[Tensor]]  # linear layer h.attn.c_proj [D, D]
  norm2 : List[List[Tensor]]  # norm h.ln_2 [D]
  up_proj : List[List[Tensor]]  # linear layer h.mlp.c_fc [F, D]
  down_proj : List[List[Tensor]]  # linear layer h.mlp.c_proj [D, F]

  def load(self, w: List[Tensor], device: Tensor):
    # w: wte, wpe, ln_f weight, bias, lm_head (empty: wte is the head); device: any tensor on it
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.positions = [common.position_table(w[1], like)]
    self.final_norm_weights = common.norm(w[2], w[3], like)
    self.head = common.head_layer(w[4], w[0], like, self.storage)

  def load_layer(self, w: List[Tensor], device: Tensor, scale: float):
    # w: weight and bias of ln_1, c_attn, c_proj, ln_2, c_fc, mlp.c_proj; scale: what queries are multiplied by beside
    # 1 / sqrt(E)
    like = device.to(self.element)
    d = w[0].size(0)
    factor = torch.ones([3 * d], device=w[2].device)
    factor[:d] = scale
    self.norm1.append(common.norm(w[0], w[1], like))
    self.qkv_proj.append(common.linear_layer((w[2] * factor).t(), w[3] * factor, like, self.storage))
    self.out_proj.append(common.linear_layer(w[4].t(), w[5], like, self.storage))
    self.norm2.append(common.norm(w[6], w[7], like))
    self.up_proj.append(common.linear_layer(w[8].t(), w[9], like, self.storage))
    self.down_proj.append(common.linear_layer(w[10].t(), w[11], like, self.storage))

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = self.embed_tokens(tokens) + torch.embedding(self.positions[0], positions)
    return x.view([-1, x.size(2)])

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    y = common.linear(common.layer_norm(x, self.norm1[i], self.epsilon), self.qkv_proj[i])
    parts = y.view([-1, t, 3, self.heads, x.size(1) // self.heads]).permute([2, 0, 3, 1, 4])
    return (parts[0], parts[1], parts[2])

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    h = x + common.linear(a, self.out_proj[i])
    up = common.activated(common.layer_norm(h, self.norm2[i], self.epsilon), self.up_proj[i], self.activation)
    return h + common.linear(up, self.down_proj[i])

  def final_norm(self, x: Tensor) -> Tensor:
    return common.layer_norm(x, self.final_norm_weights, self.epsilon)
