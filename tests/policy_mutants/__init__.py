"""The shipped policy with one thing changed, two hundred times: do the shipped cases notice?"""
