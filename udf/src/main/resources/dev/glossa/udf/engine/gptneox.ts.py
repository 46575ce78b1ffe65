# GPT-NeoX (Hugging Face's GPTNeoXForCausalLM, modeling_gpt_neox.py): x = x + attention(norm1(x)) + mlp(norm2(x)), or
# one after the other, with rotary positions on the first part of each head.
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "layers.N".
class Program(Causal):
  heads : int
  epsilon : float  # layer_norm_eps
  activation : str
  parallel : bool  # use_parallel_residual
  frequencies : List[float]  # of the rotation
  rotation_factor : float  # what cosines and sines are multiplied by
  rotation : List[Tensor]  # cosines and sines [2, P, part of E / 2]
  final_norm_weights : List[Tensor]  # norm final_layer_norm [D]
  norm1 : List[List[Tensor]]  # per layer norm h.input_layernorm [D]
  qkv_proj : List[List[Tensor]]  # linear layer h.attention.query_key_value [H * 3 * E, D]: q, k, v by head
  out_proj : List[List[Tensor]]  # linear layer h.attention.dense [D, D]
  norm2 : List[List[Tensor]]  # norm h.post_attention_layernorm [D]
  up_proj : List[List[Tensor]]  # linear layer h.mlp.dense_h_to_4h [F, D]
  down_proj : List[List[Tensor]]  # linear layer h.mlp.dense_4h_to_h [D, F]

  def load(self, w: List[Tensor], device: Tensor):
    # w: embed_in, final_layer_norm weight, bias, embed_out (empty: embed_in is the head)
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.final_norm_weights = common.norm(w[1], w[2], like)
    self.head = common.head_layer(w[3], w[0], like, self.storage)
    self.rotation = [common.rotation_table(self.frequencies, self.rotation_factor, self.max_positions, like)]

  def load_layer(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of input_layernorm, post_attention_layernorm, dense_h_to_4h, dense_4h_to_h; weights of
    # query_key_value and dense, and their biases where they have them
    like = device.to(self.element)
    self.norm1.append(common.norm(w[0], w[1], like))
    self.norm2.append(common.norm(w[2], w[3], like))
    self.up_proj.append(common.linear_layer(w[4], w[5], like, self.storage))
    self.down_proj.append(common.linear_layer(w[6], w[7], like, self.storage))
    qkv_bias, out_bias = torch.zeros([0]), torch.zeros([0])
    if len(w) > 10:
      qkv_bias, out_bias = w[10], w[11]
    self.qkv_proj.append(common.linear_layer(w[8], qkv_bias, like, self.storage))
    self.out_proj.append(common.linear_layer(w[9], out_bias, like, self.storage))

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = self.embed_tokens(tokens)
    return x.view([-1, x.size(2)])

  def turns(self, positions: Tensor) -> List[Tensor]:
    return common.turns(self.rotation, positions, self.element)

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    y = common.linear(common.layer_norm(x, self.norm1[i], self.epsilon), self.qkv_proj[i])
    parts = y.view([-1, t, self.heads, 3, x.size(1) // self.heads]).permute([3, 0, 2, 1, 4])
    return (common.rotate(parts[0], turns, 0), common.rotate(parts[1], turns, 0), parts[2])

  def mlp(self, i: int, x: Tensor) -> Tensor:
    up = common.activated(common.layer_norm(x, self.norm2[i], self.epsilon), self.up_proj[i], self.activation)
    return common.linear(up, self.down_proj[i])

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    h = x + common.linear(a, self.out_proj[i])
    read = h
    if self.parallel:
      read = x
    return h + self.mlp(i, read)

  def final_norm(self, x: Tensor) -> Tensor:
    return common.layer_norm(x, self.final_norm_weights, self.epsilon)
