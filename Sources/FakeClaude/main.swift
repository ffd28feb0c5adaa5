print("claude")
