"""The words of English that the product knows: lists alone, each here once and nowhere else.

The rest asks these modules for words and makes patterns and rules of them. Another language is another folder beside
this one, with modules of the same names that hold the same names; `corpus/english` imports nothing but itself.
Lists that look alike and are two say in what they differ: to make one of them would change answers.
"""
