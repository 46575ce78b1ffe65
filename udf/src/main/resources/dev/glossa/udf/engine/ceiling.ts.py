# What a machine can do at most, computed by the operations that the models use. Helpers: common.ts.py.
class Program(Module):
  packed : bool  # whether oneDNN's blocks are used for the weights

  def factors(self: __torch__.Program, rows: int, inner: int, out: int, like: Tensor) -> List[Tensor]:
    # activations [rows, in], weight [out, in] and bias [out] of a matrix product, of like's type and on its device
    return [
      torch.rand([rows, inner]).to(like),
      __torch__.common.pack(torch.rand([out, inner]), like, self.packed),
      torch.zeros([out]).to(like)]

  def multiply(self: __torch__.Program, f: List[Tensor]) -> Tensor:
    # -> one number of the product, which is there when all of it is
    return __torch__.common.linear(f[0], f[1], f[2])[0, :1].to(6)

  def numbers(self: __torch__.Program, count: int, like: Tensor) -> List[Tensor]:
    # two tensors [count] of like's type and on its device
    return [torch.ones([count], dtype=like.dtype, device=like.device), torch.zeros([count], dtype=like.dtype, device=like.device)]

  def copy(self: __torch__.Program, n: List[Tensor]) -> Tensor:
    # the first to the second -> one number of it
    return n[1].copy_(n[0])[:1].to(6)

  def read(self: __torch__.Program, n: List[Tensor]) -> Tensor:
    # -> the largest number
    return torch.amax(n[0], [0]).view([1]).to(6)
